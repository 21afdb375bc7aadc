import type { Listing } from './catalog.service.js';

/** The `pagination` member of a listing's response. */
export interface Pagination {
  readonly page: number | undefined;
  readonly limit: number;
  /** The exact number of matching products; `null` with `count=none`. */
  readonly total: number | null;
  readonly totalPages: number | undefined;
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
}

/** The position of a page in its listing. */
export function toPagination(listing: Listing): Pagination {
  const { page, limit, total, nextCursor, prevCursor } = listing;
  const totalPages = total === undefined ? undefined : Math.ceil(total / limit);
  return { page, limit, total: total ?? null, totalPages, nextCursor, prevCursor };
}

/** The totals as headers, for clients that page by them; none with `count=none`. */
export function countHeaders({ total, limit }: Pick<Listing, 'total' | 'limit'>): Readonly<Record<string, string>> {
  return total === undefined
    ? {}
    : { 'X-Total-Count': String(total), 'X-Page-Count': String(Math.ceil(total / limit)) };
}

/** A query that `URLSearchParams` would serialize in exactly this form. */
const PLAIN = /^(?:[\w.*-]+=[\w.*-]*(?:&(?!$)|$))+$/;
/** The parameters that select the page. */
const PLACE = /(?:^|&)(?:page|cursor)=/;

/** The `Link` header (RFC 8288) with the next and previous pages; empty if there are none. */
export function linkHeader(
  url: string,
  { nextCursor, prevCursor }: Pick<Listing, 'nextCursor' | 'prevCursor'>,
): string {
  const [path, search] = url.split('?');
  const isPlain = search !== undefined && PLAIN.test(search) && !PLACE.test(search);
  const link = (cursor: string | null, rel: string): string[] => {
    if (cursor === null) return [];
    if (isPlain) return [`<${path}?${search}&cursor=${cursor}>; rel="${rel}"`];
    const parameters = new URLSearchParams(search);
    parameters.delete('page');
    parameters.set('cursor', cursor);
    return [`<${path}?${parameters}>; rel="${rel}"`];
  };
  return [...link(nextCursor, 'next'), ...link(prevCursor, 'prev')].join(', ');
}
