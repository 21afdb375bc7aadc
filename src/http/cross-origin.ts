import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** Any page may read the public catalog, without cookies; the admin API is for no page of another origin. */
export async function allowCrossOrigin(server: FastifyInstance): Promise<void> {
  await server.register(cors, {
    delegator: (request, callback) => {
      const route = request.routeOptions.url ?? '';
      const isAdmin = [route, request.url].some((path) => path.startsWith('/api/admin'));
      callback(
        null,
        isAdmin
          ? { origin: false }
          : {
              origin: '*',
              methods: ['GET', 'HEAD', 'POST'],
              credentials: false,
              maxAge: 3600,
              exposedHeaders: [
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
              ],
            },
      );
    },
  });
}
