import type { Plugin } from 'vite';

/** Serves the pages in the development server at the same addresses as the service. */
export function pageAddresses(): Plugin {
  return {
    name: 'page-addresses',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '').split('?', 1)[0] ?? '';
        if (path === '/' || /^\/p\/[^/]+$/.test(path)) request.url = '/storefront/index.html';
        else if (/^\/admin(\/|$)/.test(path)) request.url = '/console/index.html';
        next();
      });
    },
  };
}
