// Asks for what the page will show while the page's own scripts are still on their way. It imports nothing at run
// time: another file would be another round trip.

/** `rail-facets.ts`, put in by the build. */
declare const __RAIL_FACETS__: string;

/** An answer that was asked for early, and by which address. */
export interface EarlyAnswer {
  readonly url: string;
  readonly response: Promise<Response>;
}

declare global {
  // A `var`, for only that becomes a member of `globalThis`.
  // oxlint-disable-next-line no-var
  var earlyAnswer: EarlyAnswer | undefined;
}

const { pathname, search } = location;
const slug = /^\/p\/([^/]+)\/?$/.exec(pathname)?.[1];
const isList = slug === undefined;
const isFirstPage = ((history.state as { pages?: number } | null)?.pages ?? 1) === 1;
if (!isList || isFirstPage) {
  const url = isList
    ? `/api/products${search === '' ? '?' : `${search}&`}facets=${__RAIL_FACETS__}`
    : `/api/products/${slug}`;
  globalThis.earlyAnswer = { url, response: fetch(url) };
  // Whoever takes the answer sees the failure; unless somebody does, it is nobody's.
  globalThis.earlyAnswer.response.catch(() => undefined);
}
