import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger as Pino } from 'pino';

import { redactedQuery } from './redacted-query.js';
import { enterContext, leaveContext } from './request-context.js';

const LONGEST_URL = 512;
const PROBES = /^\/(health|metrics)/;

/** Reads of the catalog: they log only their errors, and add the request id themselves. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const ADMIN = '/api/admin';
const GRAPHQL = '/graphql';

/**
 * Assigns each request its id, returns it to the client, and logs one line when the request has been answered. @param
 * isSecret whether a text is a key: somebody may paste one into a search box
 */
export function logRequests(server: FastifyInstance, log: Pino, isSecret: (text: string) => boolean): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    if (hasContext(request)) enterContext(request, done);
    else done();
  });
  // The body is read in socket events, which run outside the request's context.
  server.addHook('preValidation', (request, _reply, done) => {
    if (hasContext(request)) enterContext(request, done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const level = reply.statusCode >= 500 ? 'warn' : PROBES.test(request.url) ? 'debug' : 'info';
    if (log.isLevelEnabled(level)) log[level](lineOf(request, reply, isSecret), 'request');
    leaveContext(request);
    done();
  });
}

function hasContext({ method, url }: FastifyRequest): boolean {
  return url.startsWith(ADMIN) || !(READS.has(method) || url.startsWith(GRAPHQL));
}

function lineOf(
  request: FastifyRequest,
  reply: FastifyReply,
  isSecret: (text: string) => boolean,
): Record<string, unknown> {
  const { method, url, id, ip } = request;
  return {
    requestId: id,
    method,
    url: redactedQuery(url, isSecret).slice(0, LONGEST_URL),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ip,
  };
}
