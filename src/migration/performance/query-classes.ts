import type { ListingFilter } from '../../listing/filters.js';
import { NO_FILTER } from '../../listing/filters.js';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../../listing/listing-query.js';
import type { Sort } from '../../listing/sort-orders.js';
import { idText } from '../../listing/product-id.js';
import type { ProbeValues } from './probe-values.js';

/** One question that the repository puts to the database for a request. */
export type Probe =
  /** A page of a listing that indexes give in order. */
  | { readonly kind: 'listing'; readonly sort: Sort; readonly filter: ListingFilter; readonly limit: number }
  /** A page whose `_id`s were selected in memory. */
  | { readonly kind: 'fetch'; readonly ids: readonly unknown[] }
  | { readonly kind: 'by-id'; readonly id: string }
  | { readonly kind: 'by-slug'; readonly slug: string };

/** Requests that share one limit. */
export interface QueryClass {
  readonly name: QueryClassName;
  /** What it is, for people. */
  readonly title: string;
  /** The most that the 95th percentile may take, in milliseconds. */
  readonly limitMs: number;
  probes(values: ProbeValues): readonly Probe[];
}

export type QueryClassName =
  | 'catalogue-page' | 'category-browse' | 'material-filter' | 'text-search' | 'combined-filter' | 'product-by-id' | 'product-by-slug' | 'anything';

/** The limit of every request, whatever it asks for. */
export const ANY_LIMIT_MS = 300;

/** Every query class of the catalogue. */
export const QUERY_CLASSES: readonly QueryClass[] = [
  {
    name: 'catalogue-page', title: 'Catalogue page, in each order', limitMs: 50,
    probes: () => (['featured', 'newest', 'price', '-price', 'name', '-carat'] as const).map((sort) => listing({}, sort)),
  },
  { name: 'category-browse', title: 'Products of one category', limitMs: 75, probes: ({ category }) => [listing({ category: [category] })] },
  {
    name: 'material-filter', title: 'Products of one metal, of one stone', limitMs: 100,
    probes: ({ metal, stone }) => [listing({ metal: [metal] }), listing({ stone: [stone] })],
  },
  { name: 'text-search', title: 'Full-text search', limitMs: 150, probes: ({ ids }) => [{ kind: 'fetch', ids: spread(ids, DEFAULT_LIMIT) }] },
  { name: 'combined-filter', title: 'Several filters at once', limitMs: 200, probes: ({ combinedIds }) => [{ kind: 'fetch', ids: combinedIds.slice(0, DEFAULT_LIMIT) }] },
  {
    name: 'product-by-id', title: 'Product page by id', limitMs: ANY_LIMIT_MS,
    probes: ({ ids }) => spread(ids, 4).map((id) => ({ kind: 'by-id', id: idText(id) })),
  },
  { name: 'product-by-slug', title: 'Product page by slug', limitMs: ANY_LIMIT_MS, probes: ({ slug }) => [{ kind: 'by-slug', slug }] },
  {
    name: 'anything', title: 'The largest pages', limitMs: ANY_LIMIT_MS,
    probes: ({ ids }) => [{ ...listing({}, 'price'), limit: MAX_LIMIT }, { kind: 'fetch', ids }],
  },
];

function listing(terms: ListingFilter['terms'], sort: Sort = 'featured'): Extract<Probe, { readonly kind: 'listing' }> {
  return { kind: 'listing', sort, filter: { ...NO_FILTER, terms }, limit: DEFAULT_LIMIT };
}

/** At most so many of the items, taken from all over the list. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.floor(items.length / most));
  return items.filter((_, index) => index % step === 0).slice(0, most);
}
