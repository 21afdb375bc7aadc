import type { FastifyInstance } from 'fastify';

import { classedRequest } from '../query-classes/request-class.js';
import type { QueryMeter } from './query-meter.js';

const SERVER_ERROR = 500;

/** Times each catalog request from its first byte to the end of its response, as its caller sees it. */
export function measureQueries(server: FastifyInstance, meter: QueryMeter): void {
  server.addHook('onResponse', (request, reply, done) => {
    const classed = classedRequest(request);
    if (classed !== undefined)
      meter.observe(classed.queryClass, reply.elapsedTime, classed.failed || reply.statusCode >= SERVER_ERROR);
    done();
  });
}
