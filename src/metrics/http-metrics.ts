import type { FastifyInstance } from 'fastify';

import type { MetricsRegistry } from './metrics-registry.js';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5];
const MS_PER_SECOND = 1000;

/** Measures the duration of every request by route, never by path: the number of paths is unbounded. */
export function measureRequests(server: FastifyInstance, metrics: MetricsRegistry): void {
  const seconds = metrics.histogram('http_request_duration_seconds', 'Time to answer a request', {
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
  });
  const observers = new Map<string, ReturnType<typeof seconds.labels>>();
  let inFlight = 0;
  metrics.gauge('http_requests_in_flight', 'Requests being answered', { read: () => inFlight });
  server.addHook('onRequest', (_request, _reply, done) => {
    inFlight += 1;
    done();
  });
  server.addHook('onRequestAbort', (_request, done) => {
    inFlight -= 1;
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    inFlight -= 1;
    const route = request.routeOptions.url ?? 'none';
    // Looking up the labels costs more than the observation; there are few routes and statuses, so the result is
    // cached.
    const key = `${request.method} ${route} ${reply.statusCode}`;
    let kept = observers.get(key);
    if (kept === undefined) {
      kept = seconds.labels({ method: request.method, route, status: String(reply.statusCode) });
      observers.set(key, kept);
    }
    kept.observe(reply.elapsedTime / MS_PER_SECOND);
    done();
  });
}
