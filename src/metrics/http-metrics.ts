import type { FastifyInstance } from 'fastify';

import type { MetricsRegistry } from './metrics-registry.js';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5];
const MS_PER_SECOND = 1000;

/** Times every request by route, never by path: paths are endless. */
export function measureRequests(server: FastifyInstance, metrics: MetricsRegistry): void {
  const seconds = metrics.histogram('http_request_duration_seconds', 'Time to answer a request', { labelNames: ['method', 'route', 'status'], buckets: BUCKETS });
  let inFlight = 0;
  metrics.gauge('http_requests_in_flight', 'Requests being answered', { read: () => inFlight });
  server.addHook('onRequest', (_request, _reply, done) => { inFlight += 1; done(); });
  server.addHook('onRequestAbort', (_request, done) => { inFlight -= 1; done(); });
  server.addHook('onResponse', (request, reply, done) => {
    inFlight -= 1;
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) };
    seconds.observe(labels, reply.elapsedTime / MS_PER_SECOND);
    done();
  });
}
