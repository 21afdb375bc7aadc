import { STATUS_CODES } from 'node:http';

import { HttpException } from '@nestjs/common';

import {
  DomainError,
  type ErrorKind,
  type InputProblem,
  InvalidInputError,
  UnprocessableError,
} from './domain-error.js';
import { isMongoUnauthorized, UNAUTHORIZED_DETAIL } from './mongo-unauthorized.js';
import { isMongoUnavailable } from './mongo-unavailable.js';

/** An error as its caller sees it, for any interface: REST sends it, GraphQL puts it in `extensions`. */
export interface Problem {
  readonly status: number;
  /** Stable, in upper snake case. */
  readonly code: string;
  /** The code as a URI, as RFC 9457 requires. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly InputProblem[];
  readonly retryAfterSeconds?: number;
}

const STATUS_OF: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 412,
  unprocessable: 422,
  'rate-limited': 429,
  internal: 500,
  unavailable: 503,
  'no-space': 507,
};

const RETRY_AFTER_SECONDS = 2;
const LONGEST_DETAIL = 1000;
const INTERNAL_DETAIL = 'Internal error; find it in the log by its request id';

/** What to do about the errors of the HTTP server itself. */
const REMEDIES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is larger than 64 kB',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as application/json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as Content-Length says',
  FST_ERR_BAD_URL: 'The path has a % that does not start a valid percent-encoding',
  FST_ERR_MAX_PARAM_LENGTH: 'A path segment is too long',
};

/** Converts any error into what its caller may know. Pure; an error not known to be safe to show becomes a bare 500. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DomainError) return ofDomain(error);
  // Nest wraps the HTTP server's rejections; the remedy depends on their own code.
  if (error instanceof HttpException && Object.hasOwn(REMEDIES, codeOf(error.cause)))
    return ofServer(error.cause) ?? problem(error.getStatus(), nameOf(error.getStatus()), detailOf(error));
  if (error instanceof HttpException) return problem(error.getStatus(), nameOf(error.getStatus()), detailOf(error));
  if (isMongoUnavailable(error))
    return {
      ...problem(503, 'DATABASE_UNAVAILABLE', 'The database is not answering; try again in a moment'),
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    };
  if (isMongoUnauthorized(error)) return problem(503, 'DATABASE_UNAUTHORIZED', UNAUTHORIZED_DETAIL);
  return ofServer(error) ?? problem(500, 'INTERNAL', INTERNAL_DETAIL);
}

function ofDomain(error: DomainError): Problem {
  const status = STATUS_OF[error.kind];
  const answer = problem(status, error.code, status === 500 ? INTERNAL_DETAIL : error.message);
  if (error instanceof InvalidInputError) return { ...answer, errors: error.problems };
  if (error instanceof UnprocessableError && Array.isArray(error.details.errors))
    return { ...answer, errors: error.details.errors as readonly InputProblem[] };
  const { retryAfterSeconds = error.kind === 'unavailable' ? RETRY_AFTER_SECONDS : undefined } = error.details;
  return typeof retryAfterSeconds === 'number' ? { ...answer, retryAfterSeconds } : answer;
}

/** Errors of Fastify and its plugins carry a status; only client errors (4xx) are shown, never failures. */
function ofServer(error: unknown): Problem | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  const { statusCode, code, message } = error as { statusCode: unknown; code?: unknown; message?: unknown };
  if (statusCode === 503)
    return {
      ...problem(503, 'UNAVAILABLE', 'The service is stopping; try again'),
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return null;
  return problem(statusCode, nameOf(statusCode), REMEDIES[String(code)] ?? String(message ?? STATUS_CODES[statusCode]));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Nest's validation puts the messages into an array. */
function detailOf(error: HttpException): string {
  if (error.getStatus() >= 500) return INTERNAL_DETAIL;
  const response = error.getResponse();
  const message = typeof response === 'object' && 'message' in response ? response.message : error.message;
  return Array.isArray(message) ? message.join('; ') : String(message);
}

/** A problem from a status, code and detail. */
export function problem(status: number, code: string, detail: string): Problem {
  const type = `urn:problem:catalog:${code.toLowerCase().replaceAll('_', '-')}`;
  return { status, code, type, title: STATUS_CODES[status] ?? 'Error', detail: detail.slice(0, LONGEST_DETAIL) };
}

function nameOf(status: number): string {
  return (STATUS_CODES[status] ?? 'ERROR').toUpperCase().replace(/[^A-Z]+/g, '_');
}
