import type { Listing } from './catalog.service.js';

/** The `pagination` part of a listing's answer. */
export interface Pagination {
  readonly page: number | undefined;
  readonly limit: number;
  /** Exact number of matching products; `null` where `count=none` was asked. */
  readonly total: number | null;
  readonly totalPages: number | undefined;
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
}

/** Where a page stands in its listing. */
export function toPagination(listing: Listing): Pagination {
  const { page, limit, total, nextCursor, prevCursor } = listing;
  const totalPages = total === undefined ? undefined : Math.ceil(total / limit);
  return { page, limit, total: total ?? null, totalPages, nextCursor, prevCursor };
}

/** The totals as headers, for clients that page by them; none where `count=none` was asked. */
export function countHeaders({ total, limit }: Pick<Listing, 'total' | 'limit'>): Readonly<Record<string, string>> {
  return total === undefined
    ? {}
    : { 'X-Total-Count': String(total), 'X-Page-Count': String(Math.ceil(total / limit)) };
}

/** A query that is written as `URLSearchParams` would write it. */
const PLAIN = /^(?:[\w.*-]+=[\w.*-]*(?:&(?!$)|$))+$/;
/** What stands for the place in the listing. */
const PLACE = /(?:^|&)(?:page|cursor)=/;

/** The `Link` header (RFC 8288) to the pages before and after; empty where there is neither. */
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
