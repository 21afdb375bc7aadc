import type { FastifyInstance, FastifyRequest } from 'fastify';

import { NotFoundError } from '../errors/domain-error.js';
import { PATCH_TYPES } from './json-body.js';
import { refuse } from './refuse.js';
import { allowedMethods } from './route-table.js';

/**
 * Answers OPTIONS with the allowed methods of an address. CORS preflights are left to the CORS handler; the plugin
 * would reject everything else without our error format.
 */
export function answerOptions(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS' || isPreflight(request)) {
      done();
      return;
    }
    const allowed = allowedMethods(server, request.url);
    if (allowed.length === 0) {
      refuse(new NotFoundError('There is nothing at this address; /docs lists what there is'), request, reply);
      return;
    }
    if (allowed.includes('PATCH')) void reply.header('accept-patch', PATCH_TYPES);
    void reply
      .code(204)
      .header('allow', [...allowed, 'OPTIONS'].join(', '))
      .send();
  });
}

function isPreflight({ headers }: FastifyRequest): boolean {
  return headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
