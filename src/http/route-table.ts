import type { FastifyInstance, RouteOptions } from 'fastify';

interface Route {
  readonly pattern: RegExp;
  /** Whether the path has no parameters. */
  readonly isLiteral: boolean;
  readonly methods: readonly string[];
}

const tables = new WeakMap<object, Route[]>();

/** Records every route that is added from here on. */
export function recordRoutes(server: FastifyInstance): void {
  const routes: Route[] = [];
  tables.set(server, routes);
  server.addHook('onRoute', (route: RouteOptions) => {
    if (route.url.includes('*')) return;
    const isLiteral = !route.url.includes(':');
    routes.push({ pattern: patternOf(route.url), isLiteral, methods: [route.method].flat() });
  });
}

/** The methods that a path supports, sorted; empty if there is no such path. */
export function allowedMethods(server: FastifyInstance, url: string): readonly string[] {
  const path = (url.split('?', 1)[0] ?? '').replace(/(?<=.)\/$/, '');
  const routes = tables.get(server) ?? [];
  const fitting = routes.filter(({ pattern }) => pattern.test(path));
  // A literal path such as `…/verify` takes precedence over the `:id` pattern.
  const literal = fitting.filter(({ isLiteral }) => isLiteral);
  const methods = (literal.length > 0 ? literal : fitting).flatMap((route) => route.methods);
  return [...new Set(methods)].filter((method) => method !== 'OPTIONS').sort();
}

/** `:name` matches one segment of a path; the rest is taken literally. */
function patternOf(url: string): RegExp {
  const parts = url
    .replace(/(?<=.)\/$/, '')
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${parts.join('/')}$`);
}
