import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Settings } from '../config/settings.js';
import { deprecationHeaders } from './deprecation.js';
import { withOldError } from './error-form.js';
import type { OldApiMeter } from './old-api-meter.js';
import { isOldPath, oldUse } from './old-use.js';

const FIRST_ERROR = 400;

/**
 * Adapts responses for clients of the old API: adds the old error members to the problem, and the headers that announce
 * the deprecation. Every old request is counted, even if it is refused. Must be registered before compression.
 */
export function serveOldClients(
  server: FastifyInstance,
  settings: Pick<Settings, 'OLD_API' | 'OLD_API_SUNSET'>,
  meter: OldApiMeter,
): void {
  server.addHook('onResponse', (request, _reply, done) => {
    const used = oldUse(request.routeOptions.url, request.query);
    if (used.length > 0) meter.observe(request.headers['user-agent'], used);
    done();
  });
  if (settings.OLD_API === 'refuse') return;

  const sunset = settings.OLD_API_SUNSET === undefined ? undefined : new Date(settings.OLD_API_SUNSET);
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!isOldPath(request.url)) return done(null, payload);
    if (oldUse(request.routeOptions.url, request.query).length > 0) addHeaders(reply, sunset);
    done(null, isError(request, reply, payload) ? withOldError(payload, new Date()) : payload);
  });
}

function addHeaders(reply: FastifyReply, sunset: Date | undefined): void {
  const links = reply.getHeader('link');
  void reply.headers(deprecationHeaders(sunset, typeof links === 'string' ? links : undefined));
  void reply.header('X-Response-Time', `${Math.round(reply.elapsedTime)}ms`);
}

function isError(request: FastifyRequest, { statusCode }: FastifyReply, payload: unknown): payload is string {
  return statusCode >= FIRST_ERROR && typeof payload === 'string' && request.method !== 'HEAD';
}
