import { api } from './api.js';
import { learnClock } from './clock.js';
import { apiKey, end } from './session.js';

/** A failed request, with the service's explanation. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  /** `status` is 0 if there was no response at all. */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
  ) {
    super(message);
  }
}

const UNREACHABLE = 'The service does not respond. It may be restarting; this page retries automatically.';

api.use({
  onRequest({ request }) {
    if (apiKey.value !== null && !request.headers.has('x-api-key')) request.headers.set('x-api-key', apiKey.value);
    return request;
  },
  onResponse({ response }) {
    learnClock(response.headers.get('date'));
    if (response.status === 401 && apiKey.value !== null) end('The service no longer accepts this key. Sign in again.');
  },
});

interface Called {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** The `data` of a response envelope; every failure becomes a `RequestError` that can be displayed. */
export async function dataOf<T>(call: Promise<Called>): Promise<T> {
  return (await envelopeOf<{ readonly data: T }>(call)).data;
}

/** The whole envelope, for responses with more than `data`, such as a cursor. */
export async function envelopeOf<T>(call: Promise<Called>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new RequestError(0, 'UNREACHABLE', UNREACHABLE);
  });
  if (!response.ok) throw toRequestError(error, response);
  return data as T;
}

function toRequestError(error: unknown, response: Response): RequestError {
  const told = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>;
  const type = typeof told['type'] === 'string' ? (told['type'].split(':').at(-1) ?? '') : '';
  const code = type === '' ? `HTTP_${response.status}` : type.replaceAll('-', '_').toUpperCase();
  const details = problemsOf(told['errors']);
  const detail =
    typeof told['detail'] === 'string' ? told['detail'] : `The service answered with status ${response.status}.`;
  const requestId = typeof told['requestId'] === 'string' ? told['requestId'] : null;
  return new RequestError(response.status, code, details === '' ? detail : `${detail}: ${details}`, requestId);
}

function problemsOf(errors: unknown): string {
  if (!Array.isArray(errors)) return '';
  return errors
    .map((one: { parameter?: unknown; problem?: unknown }) => `${String(one.parameter)} ${String(one.problem)}`)
    .join('; ');
}

/** The message to display for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
