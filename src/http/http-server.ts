import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { constants } from 'node:zlib';

import compress from '@fastify/compress';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LogController } from 'fastify';
import type { Logger as Pino } from 'pino';

import type { Settings } from '../config/settings.js';
import { problem, toProblem } from '../errors/problem.js';
import { PROBLEM_JSON, problemBody, problemHeaders } from '../errors/problem-body.js';
import { chooseRequestId } from '../logging/request-context.js';
import { logRequests } from '../logging/request-logging.js';
import { allowCrossOrigin } from './cross-origin.js';
import { acceptOnlyJson } from './json-body.js';
import { limitRate } from './rate-limit.js';
import { recordRoutes } from './route-table.js';
import { addSecurityHeaders } from './security-headers.js';

const BODY_LIMIT = 64 * 1024;
const COMPRESS_FROM_BYTES = 1024;
const BROTLI_QUALITY = 4; // zlib's default of 11 is for files that are compressed once

/**
 * The HTTP server's own options: without time limits a client that sends slowly holds a connection for ever. The address of
 * a client is that of its connection, or what a trusted proxy says of it.
 */
export function createHttpAdapter(log: Pino, trustedProxies = ''): FastifyAdapter {
  return new FastifyAdapter({
    loggerInstance: log.child({ context: 'http' }),
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) => chooseRequestId(request.headers['x-request-id']),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 10_000,
    keepAliveTimeout: 72_000,
    // A listing may name hundreds of values: they must reach the parser that says which of them is wrong.
    http: { headersTimeout: 8_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 64 * 1024 },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    trustProxy: trustedProxies === '' ? false : trustedProxies,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true, caseSensitive: true },
    frameworkErrors: refuse,
    clientErrorHandler: refuseRaw,
  });
}

/** What every request passes before it reaches a route. The order matters: ids first, then headers, then limits. */
export async function addHttpPlugins(server: FastifyInstance, settings: Settings, log: Pino): Promise<void> {
  recordRoutes(server);
  logRequests(server, log);
  acceptOnlyJson(server);
  addSecurityHeaders(server);
  await allowCrossOrigin(server);
  await limitRate(server, settings.RATE_LIMIT_PER_MINUTE);
  await server.register(compress, {
    encodings: ['br', 'gzip', 'identity'], threshold: COMPRESS_FROM_BYTES, globalDecompression: false,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  });
}

/** Errors before routing, such as a path that can't be decoded: no hook has run yet. */
function refuse(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toProblem(error);
  void reply.status(answer.status).headers({ ...problemHeaders(answer), 'x-request-id': request.id })
    .send(JSON.stringify(problemBody(answer, request.raw.url ?? '', request.id)));
}

const CLIENT_ERRORS: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'HEADERS_TOO_LARGE', 'The request headers are larger than 16 kB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'REQUEST_TIMEOUT', 'The request was not complete within its time'],
};

/** What is no HTTP at all is answered on the bare connection. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'BAD_REQUEST', 'This is no valid HTTP request'];
  const answer = problem(status, code, detail);
  const body = JSON.stringify(problemBody(answer, '', chooseRequestId(undefined)));
  socket.end(`HTTP/1.1 ${status} ${answer.title}\r\nContent-Type: ${PROBLEM_JSON}\r\nCache-Control: no-store\r\n`
    + `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
