import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const ADMIN = '/api/admin';

/** The response headers that any page may read: built once, sent with each response. */
const SHARED: Readonly<Record<string, string>> = {
  vary: 'Origin',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': [
    'Catalog-Age',
    'Deprecation',
    'ETag',
    'Link',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'Sunset',
    'X-Page-Count',
    'X-Request-Id',
    'X-Response-Time',
    'X-Total-Count',
  ].join(', '),
};

const PREFLIGHT: Readonly<Record<string, string>> = {
  vary: 'Origin, Access-Control-Request-Headers',
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-max-age': '3600',
  // Without it, Safari waits for a body.
  'content-length': '0',
};

/** Any page may read the public catalog, without cookies; pages of other origins may not use the admin API. */
export function allowCrossOrigin(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (isAdmin(request)) void reply.header('vary', 'Origin');
    else {
      void reply.headers(SHARED);
      if (request.method === 'OPTIONS') {
        answerPreflight(request, reply);
        return;
      }
    }
    done();
  });
  // Registered only so that hooks run for every address; what reaches the handler belongs to the admin API.
  server.options('*', (_request, reply) => {
    reply.callNotFound();
  });
}

function isAdmin({ routeOptions, url }: FastifyRequest): boolean {
  return url.startsWith(ADMIN) || routeOptions.url?.startsWith(ADMIN) === true;
}

/** Other OPTIONS requests have already been answered (`answerOptions`). */
function answerPreflight({ headers }: FastifyRequest, reply: FastifyReply): void {
  const asked = headers['access-control-request-headers'];
  if (asked !== undefined) void reply.header('access-control-allow-headers', asked);
  void reply.code(204).headers(PREFLIGHT).send();
}
