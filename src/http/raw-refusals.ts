import { type IncomingMessage, METHODS, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { InvalidInputError } from '../errors/domain-error.js';
import { problem, type Problem } from '../errors/problem.js';
import { PROBLEM_JSON, problemBody, problemHeaders } from '../errors/problem-body.js';
import { chooseRequestId } from '../logging/request-context.js';
import { refuse } from './refuse.js';

/**
 * Maximum size of a request's head, in bytes: a listing may name hundreds of values, which must reach the parser that
 * validates them.
 */
export const MAX_HEADER_BYTES = 64 * 1024;

/** Limits of every listener: without them, a client that sends slowly would hold a connection forever. */
export const HTTP_LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 8_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: MAX_HEADER_BYTES,
  // A hook rejects a missing Host, in the error format.
  requireHostHeader: false,
} as const;

/** Whether a response has a body, only the body's length, or neither. */
type BodyKind = 'sent' | 'announced' | 'none';

const LONGEST_METHOD = 20;
const TIMED_OUT = 'ERR_HTTP_REQUEST_TIMEOUT';
/** The parser's code for a request with an unknown method; HEAD is known. */
const UNKNOWN_METHOD = 'HPE_INVALID_METHOD';
const TOO_LARGE = 431;

/** Node's error codes for requests that it gives up. */
type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: unknown };

const CLIENT_ERRORS: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'HEADERS_TOO_LARGE',
    `The request line and headers are larger than ${MAX_HEADER_BYTES / 1024} kB`,
  ],
  [TIMED_OUT]: [408, 'REQUEST_TIMEOUT', 'The request was not complete within its time'],
};

/** Answers what is not valid HTTP on the raw connection. */
export function refuseRaw(error: ClientError, socket: Socket): void {
  // On a busy machine the request may have arrived without having been read yet: its time starts now.
  if (error.code === TIMED_OUT && socket.bytesRead === 0)
    setImmediate(() => {
      if (socket.bytesRead === 0) answerRaw(error, socket);
    });
  else answerRaw(error, socket);
}

function answerRaw(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = CLIENT_ERRORS[error.code ?? ''] ?? [
    400,
    'BAD_REQUEST',
    'This is not a valid HTTP request',
  ];
  endWith(socket, problem(status, code, detail), bodyFor(methodOf(error, socket), status));
}

/**
 * The method of a request that could not be parsed, if it is known. `undefined` if its head arrived in several pieces,
 * of which Node keeps only the last.
 */
function methodOf({ code, rawPacket }: ClientError, socket: Socket): string | undefined {
  // Node's internal record of the request whose body it is reading.
  const { incoming } = (socket as { parser?: { incoming?: IncomingMessage | null } | null }).parser ?? {};
  if (incoming?.complete === false) return incoming.method;
  if (code === UNKNOWN_METHOD) return 'unknown';
  if (!Buffer.isBuffer(rawPacket)) return undefined;
  const [word = ''] = rawPacket.toString('latin1', 0, LONGEST_METHOD).split(' ');
  return METHODS.includes(word) || socket.bytesRead <= rawPacket.length ? word : undefined;
}

/**
 * A client that sent HEAD would take a body for the start of the next response. A head that is too large arrives in
 * pieces, and the last one does not show the method: HEAD is unlikely there, and the client must learn the limit.
 */
function bodyFor(method: string | undefined, status: number): BodyKind {
  if (method === 'HEAD') return 'announced';
  return method === undefined && status !== TOO_LARGE ? 'none' : 'sent';
}

/** Answers what Node itself would reject with an empty response or none: CONNECT, and `Expect`. */
export function answerRefusals(http: Server): void {
  http.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    endWith(socket, problem(405, 'METHOD_NOT_ALLOWED', 'CONNECT is not supported: this is not a proxy'));
  });
  http.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const answer = problem(
      417,
      'EXPECTATION_FAILED',
      'Only the expectation 100-continue can be met; leave the header Expect out',
    );
    const requestId = chooseRequestId(request.headers['x-request-id']);
    response.writeHead(answer.status, { ...problemHeaders(answer), 'x-request-id': requestId, connection: 'close' });
    response.end(JSON.stringify(problemBody(answer, request.url ?? '', requestId)));
  });
}

/** Answers in the error format what Node itself would reject, and a missing `Host`. */
export function refuseInProblems(server: FastifyInstance): void {
  answerRefusals(server.server as Server);
  server.addHook('onRequest', (request, reply, done) => {
    const { httpVersion, headers } = request.raw;
    if (httpVersion === '1.1' && headers.host === undefined)
      refuse(
        new InvalidInputError([
          { parameter: 'Host', value: undefined, problem: 'is missing; HTTP/1.1 asks for this header' },
        ]),
        request,
        reply,
      );
    else done();
  });
}

function endWith(socket: Duplex, answer: Problem, kind: BodyKind = 'sent'): void {
  const body = kind === 'none' ? '' : JSON.stringify(problemBody(answer, '', chooseRequestId(undefined)));
  socket.end(
    `HTTP/1.1 ${answer.status} ${answer.title}\r\n${kind === 'none' ? '' : `Content-Type: ${PROBLEM_JSON}\r\n`}` +
      `Cache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n` +
      (kind === 'sent' ? body : ''),
  );
}
