import type { FastifyInstance, RouteOptions } from 'fastify';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

const tables = new WeakMap<object, Route[]>();

/** Notes every route that is added from here on. */
export function recordRoutes(server: FastifyInstance): void {
  const routes: Route[] = [];
  tables.set(server, routes);
  server.addHook('onRoute', (route: RouteOptions) => {
    if (!route.url.includes('*')) routes.push({ pattern: patternOf(route.url), methods: [route.method].flat() });
  });
}

/** The methods that a path can be asked with, sorted; none where there is no such path. */
export function allowedMethods(server: FastifyInstance, url: string): readonly string[] {
  const path = (url.split('?', 1)[0] ?? '').replace(/(?<=.)\/$/, '');
  const routes = tables.get(server) ?? [];
  const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
  return [...new Set(methods)].filter((method) => method !== 'OPTIONS').sort();
}

/** `:name` stands for one part of a path; the rest is taken literally. */
function patternOf(url: string): RegExp {
  const parts = url
    .replace(/(?<=.)\/$/, '')
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
