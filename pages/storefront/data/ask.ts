import { createApi, type Schemas } from '../../shared/api-client.js';
import { type Exchange, noteExchange } from './exchange.js';

/** The outcome of a request. */
export type Outcome<Body> =
  | { readonly kind: 'answer'; readonly body: Body; readonly response: Response }
  /** The API rejected the request: bad input, or no such product. */
  | { readonly kind: 'refused'; readonly problem: Schemas['ProblemDto'] }
  /** No answer is possible now: the database is down, too many requests, or no network. */
  | { readonly kind: 'away'; readonly why: 'database' | 'limit' | 'network'; readonly retryAfter: number }
  /** Cancelled by us because something newer is requested. */
  | { readonly kind: 'dropped' };

const RETRY_AFTER_SECONDS = 5;

/** The API. The browser has already started the first request: the service names it in the page's headers. */
export const api = createApi(async (request) => {
  const response = await fetch(request);
  noteExchange(exchangeOf(request, response));
  return response;
});

interface Fetched<Body> {
  readonly data?: Body | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** Sends a request of `api` and classifies the outcome. Never throws for a missing or bad response. */
export async function ask<Body>(send: () => Promise<Fetched<Body>>): Promise<Outcome<Body>> {
  try {
    const { data, error, response } = await send();
    if (data !== undefined) return { kind: 'answer', body: data, response };
    if (response.status >= 500 || response.status === 429) {
      const why = response.status === 429 ? 'limit' : 'database';
      return { kind: 'away', why, retryAfter: Number(response.headers.get('retry-after') ?? RETRY_AFTER_SECONDS) };
    }
    return { kind: 'refused', problem: error as Schemas['ProblemDto'] };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'dropped' };
    return { kind: 'away', why: 'network', retryAfter: RETRY_AFTER_SECONDS };
  }
}

function exchangeOf(request: Request, response: Response): Exchange {
  const { headers, status } = response;
  const age = headers.get('catalog-age');
  return {
    url: request.url,
    status,
    etag: headers.get('etag') ?? undefined,
    age: age === null ? undefined : Number(age),
    at: Date.now(),
  };
}
