import { signal } from '@preact/signals';

/** A request and what its answer said about itself. */
export interface Exchange {
  readonly url: string;
  readonly status: number;
  readonly etag: string | undefined;
  readonly milliseconds: number;
  /** Seconds since the content was known to be current; only while the database is away. */
  readonly age: number | undefined;
  /** When it was answered, as `Date.now()`. */
  readonly at: number;
}

/** The last request for what the page mainly shows: a listing or a product. Suggestions and counts are left out. */
export const lastExchange = signal<Exchange | undefined>(undefined);

const MAIN = /^\/api\/products(?:\/[^/]+)?$/;

/** Keeps an exchange if it is one that the developer drawer shows. */
export function noteExchange(exchange: Exchange): void {
  const url = new URL(exchange.url);
  if (MAIN.test(url.pathname) && url.searchParams.get('count') !== 'none' && url.searchParams.get('fields') !== '_id') {
    lastExchange.value = exchange;
  }
}

/** Bytes of an answer's body as they came over the wire; 0: out of the browser's cache; `undefined`: not known (yet). */
export function bytesOf({ url }: Exchange): number | undefined {
  const timing = performance.getEntriesByName(url, 'resource').at(-1);
  if (!(timing instanceof PerformanceResourceTiming)) return undefined;
  return timing.transferSize === 0 ? 0 : timing.encodedBodySize;
}
