import type { FilterKey, ListingFilter } from './filters.js';
import type { SortKey, SortOrder } from './sort-orders.js';

/** The requested part of the ordered listing. */
export type PageRequest =
  | { readonly kind: 'page'; readonly page: number }
  /** Products right after a position in the order. */
  | { readonly kind: 'after'; readonly key: SortKey }
  /** Products right before a position in the order. */
  | { readonly kind: 'before'; readonly key: SortKey };

/** A parsed listing request, from either REST or GraphQL. */
export interface ListingQuery {
  readonly filter: ListingFilter;
  readonly sort: SortOrder;
  readonly limit: number;
  readonly page: PageRequest;
  /** The facets to count; may be empty. */
  readonly facets: readonly FilterKey[];
  readonly count: 'exact' | 'none';
}

export const DEFAULT_LIMIT = 24;
export const MAX_LIMIT = 100;
/**
 * The limit of page numbers: `page × limit`. Beyond it clients must use cursors, whose cost does not grow with depth.
 */
export const MAX_PAGE_REACH = 10_000;
/** The maximum length of a full-text query, in characters. */
export const MAX_QUERY_LENGTH = 128;
