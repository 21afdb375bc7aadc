import type { FilterKey, ListingFilter } from './filters.js';
import type { SortKey, SortOrder } from './sort-orders.js';

/** Which part of the ordered listing is asked for. */
export type PageRequest =
  | { readonly kind: 'page'; readonly page: number }
  /** Products right after a place in the order. */
  | { readonly kind: 'after'; readonly key: SortKey }
  /** Products right before a place in the order. */
  | { readonly kind: 'before'; readonly key: SortKey };

/** A listing, understood: what both the REST and the GraphQL request are turned into. */
export interface ListingQuery {
  readonly filter: ListingFilter;
  readonly sort: SortOrder;
  readonly limit: number;
  readonly page: PageRequest;
  /** The facets to count; none where empty. */
  readonly facets: readonly FilterKey[];
  readonly count: 'exact' | 'none';
}

export const DEFAULT_LIMIT = 24;
export const MAX_LIMIT = 100;
/**
 * How far page numbers reach: `page × limit`. Beyond it a cursor has to be used, whose cost does not grow with depth.
 */
export const MAX_PAGE_REACH = 10_000;
/** Longest full-text query, in characters. */
export const MAX_QUERY_LENGTH = 128;
