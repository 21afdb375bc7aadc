import type { Sort } from '../../../src/listing/sort-orders.js';
import type { ShownProduct } from './expected-content.js';

/** The orders that a traversal can request: relevance would need a search text. */
export const WALK_SORTS = [
  'featured',
  'price',
  '-price',
  'newest',
  'name',
  '-carat',
] as const satisfies readonly Sort[];
export type WalkSort = (typeof WALK_SORTS)[number];

/** A page of a traversal. */
export interface CatalogPage {
  readonly products: readonly ShownProduct[];
  /** Where the next page starts; `null` if this was the last. */
  readonly next: string | null;
}

/**
 * Listings and totals show outside writes when the change stream delivers them; on a machine that is busy with a chaos
 * run, this takes some time. Anything later than this is an error, and the final check finds what never arrives.
 */
export const SHOWN_WITHIN_MS = 5_000;

/** The number of products, counted in two ways in the same response. */
export interface CatalogTotals {
  readonly total: number;
  readonly byCategory: number;
}

/** What a reader requests from the catalog, whichever way it is reached. */
export interface CatalogReader {
  page(sort: WalkSort, cursor: string | null, limit: number): Promise<CatalogPage>;
  /** `null` if there is no such product. */
  product(id: string): Promise<ShownProduct | null>;
  totals(): Promise<CatalogTotals>;
}
