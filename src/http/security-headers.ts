import type { IncomingMessage, ServerResponse } from 'node:http';

import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

type Directives = Readonly<Record<string, readonly string[]>>;

/** Nothing may be loaded and nobody may frame it: right for every response that is data. */
const DATA: Directives = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** A page of ours that loads only our own files. */
const PAGE: Directives = {
  ...DATA,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'https:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
};

/** A page built from `pages/`: no inline code, nothing from other hosts, and no text becomes HTML. */
const BUILT_PAGE: Directives = {
  ...DATA,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
};

/**
 * What each page may load; the first matching path applies. A page with inline scripts or styles lists their hashes, or
 * relaxes only `style-src`. To add a page, add a line.
 */
const PAGES: readonly { readonly path: RegExp; readonly directives: Directives }[] = [
  // Swagger UI writes style elements.
  { path: /^\/docs(\/|$)/, directives: { ...PAGE, 'style-src': ["'self'", "'unsafe-inline'"] } },
  {
    // GraphiQL is one page with everything inline; its editor runs in workers created from blobs.
    path: /^\/graphql\/?$/,
    directives: {
      ...PAGE,
      'script-src': ["'self'", "'unsafe-inline'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'worker-src': ["'self'", 'blob:'],
    },
  },
  { path: /^\/(?:admin(?:\/.*)?|p\/[^/]+\/?)?$/, directives: BUILT_PAGE },
];

/** The headers that helmet sets: they are the same for every response, so they are computed once. */
function helmetHeaders(): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  helmet({
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    xFrameOptions: { action: 'deny' },
  })({} as IncomingMessage, response as unknown as ServerResponse, (error?: unknown) => {
    if (error !== undefined) throw error;
  });
  return headers;
}

/** Adds helmet's headers to every response, and the policy of its path. */
export function addSecurityHeaders(server: FastifyInstance): void {
  const common = helmetHeaders();
  const pageTexts = PAGES.map(({ path, directives }) => ({ path, text: policyText(directives) }));
  const dataText = policyText(DATA);
  server.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    void reply
      .headers(common)
      .header('content-security-policy', pageTexts.find((page) => page.path.test(path))?.text ?? dataText);
    done();
  });
}

function policyText(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
