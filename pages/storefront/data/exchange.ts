import { signal } from '@preact/signals';

/** A request and what its answer said about itself. */
export interface Exchange {
  readonly url: string;
  readonly status: number;
  readonly etag: string | undefined;
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

/** What the browser measured of an exchange. */
export interface Measured {
  readonly milliseconds: number;
  /** Of the body as it came over the wire; 0: it is out of the browser's cache. */
  readonly bytes: number;
}

/** What the browser measured; `undefined` where it did not (yet). */
export function measuredOf({ url }: Exchange): Measured | undefined {
  const timing = performance.getEntriesByName(url, 'resource').at(-1);
  if (!(timing instanceof PerformanceResourceTiming)) return undefined;
  return { milliseconds: timing.duration, bytes: timing.transferSize === 0 ? 0 : timing.encodedBodySize };
}
