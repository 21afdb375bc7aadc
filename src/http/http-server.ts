import type { IncomingMessage } from 'node:http';
import { constants } from 'node:zlib';

import compress from '@fastify/compress';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { LogController } from 'fastify';
import type { Logger as Pino } from 'pino';

import type { Settings } from '../config/settings.js';
import { chooseRequestId } from '../logging/request-context.js';
import { logRequests } from '../logging/request-logging.js';
import { allowCrossOrigin } from './cross-origin.js';
import { acceptOnlyJson } from './json-body.js';
import { keepAdminOutOfCaches } from './no-store.js';
import { answerOptions } from './options-requests.js';
import { shedLoad } from './load-shedding.js';
import { type KeyNameOf, limitRate } from './rate-limit.js';
import { HTTP_LIMITS, refuseInProblems, refuseRaw } from './raw-refusals.js';
import { refuseBrokenQueries } from './request-target.js';
import { refuse } from './refuse.js';
import { recordRoutes } from './route-table.js';
import { addSecurityHeaders } from './security-headers.js';

const BODY_LIMIT = 64 * 1024;
const COMPRESS_FROM_BYTES = 1024;
const BROTLI_QUALITY = 4; // zlib's default of 11 is meant for files that are compressed once

/**
 * Options of the HTTP server itself. A client's address is that of its connection, or the one reported by a trusted
 * proxy.
 */
export function createHttpAdapter(log: Pino, trustedProxies = ''): FastifyAdapter {
  return new FastifyAdapter({
    // There is no Nest middleware, which is what middie serves; it would cost every request.
    skipMiddie: true,
    loggerInstance: log.child({ context: 'http' }),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => chooseRequestId(request.headers['x-request-id']),
    bodyLimit: BODY_LIMIT,
    requestTimeout: HTTP_LIMITS.requestTimeout,
    keepAliveTimeout: HTTP_LIMITS.keepAliveTimeout,
    http: HTTP_LIMITS,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies === '' ? false : trustedProxies,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true, caseSensitive: true },
    frameworkErrors: refuse,
    clientErrorHandler: refuseRaw,
  });
}

/** How requests are logged. */
export interface RequestLog {
  readonly log: Pino;
  /** Whether a text is an API key, which must not appear in a log. */
  readonly isSecret: (text: string) => boolean;
  /** The name of a request's admin key, for the rate limit. */
  readonly keyNameOf: KeyNameOf;
}

/**
 * What every request passes through before it reaches a route. The order matters: ids first, then headers, then limits.
 */
export async function addHttpPlugins(
  server: FastifyInstance,
  settings: Settings,
  { log, isSecret, keyNameOf }: RequestLog,
): Promise<void> {
  recordRoutes(server);
  logRequests(server, log, isSecret);
  acceptOnlyJson(server);
  keepAdminOutOfCaches(server);
  addSecurityHeaders(server);
  refuseInProblems(server);
  answerOptions(server);
  allowCrossOrigin(server);
  shedLoad(server, settings.MAX_EVENT_LOOP_DELAY_MS);
  limitRate(server, settings.RATE_LIMIT_PER_MINUTE, keyNameOf);
  refuseBrokenQueries(server);
  await server.register(compress, {
    encodings: ['br', 'gzip', 'identity'],
    threshold: COMPRESS_FROM_BYTES,
    globalDecompression: false,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  });
}
