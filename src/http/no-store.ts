import type { FastifyInstance } from 'fastify';

const ADMIN = /^\/api\/admin(?:[/?]|$)/;

/** No response of the admin API may be cached, errors included. A hook sets this, so that no route can forget it. */
export function keepAdminOutOfCaches(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (ADMIN.test(request.url) || ADMIN.test(request.routeOptions.url ?? ''))
      void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}
