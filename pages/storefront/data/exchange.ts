import { signal } from '@preact/signals';

/** A request with the metadata of its response. */
export interface Exchange {
  readonly url: string;
  readonly status: number;
  readonly etag: string | undefined;
  /** Seconds since the content was last known to be current; only while the database is down. */
  readonly age: number | undefined;
  /** When the response arrived, as `Date.now()`. */
  readonly at: number;
}

/** The last request for the page's main content: a listing or a product. Suggestions and counts are not recorded. */
export const lastExchange = signal<Exchange | undefined>(undefined);

const MAIN = /^\/api\/products(?:\/[^/]+)?$/;

/** Records an exchange if the developer drawer shows it. */
export function noteExchange(exchange: Exchange): void {
  const url = new URL(exchange.url);
  if (MAIN.test(url.pathname) && url.searchParams.get('count') !== 'none' && url.searchParams.get('fields') !== '_id') {
    lastExchange.value = exchange;
  }
}

/** The browser's measurements of an exchange. */
export interface Measured {
  readonly milliseconds: number;
  /** The transferred size of the body; 0 if it came from the browser's cache. */
  readonly bytes: number;
}

/** The browser's measurements; `undefined` if there are none (yet). */
export function measuredOf({ url }: Exchange): Measured | undefined {
  const timing = performance.getEntriesByName(url, 'resource').at(-1);
  if (!(timing instanceof PerformanceResourceTiming)) return undefined;
  return { milliseconds: timing.duration, bytes: timing.transferSize === 0 ? 0 : timing.encodedBodySize };
}
