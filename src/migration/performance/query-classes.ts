import type { ListingFilter } from '../../listing/filters.js';
import { NO_FILTER } from '../../listing/filters.js';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../../listing/listing-query.js';
import type { Sort } from '../../listing/sort-orders.js';
import { idText } from '../../listing/product-id.js';
import type { LatencyTarget, QueryClassName } from '../../query-classes/latency-targets.js';
import { LATENCY_TARGETS } from '../../query-classes/latency-targets.js';
import type { ProbeValues } from './probe-values.js';

/** One question that the repository puts to the database for a request. */
export type Probe =
  /** A page of a listing that indexes give in order. */
  | { readonly kind: 'listing'; readonly sort: Sort; readonly filter: ListingFilter; readonly limit: number }
  /** A page whose `_id`s were selected in memory. */
  | { readonly kind: 'fetch'; readonly ids: readonly unknown[] }
  | { readonly kind: 'by-id'; readonly id: string }
  | { readonly kind: 'by-slug'; readonly slug: string };

/** Requests that share one limit, and the questions that stand for them. */
export interface QueryClass extends LatencyTarget {
  probes(values: ProbeValues): readonly Probe[];
}

const PROBES: Readonly<Record<QueryClassName, QueryClass['probes']>> = {
  'catalogue-page': () => (['featured', 'newest', 'price', '-price', 'name', '-carat'] as const).map((sort) => listing({}, sort)),
  'category-browse': ({ category }) => [listing({ category: [category] })],
  'material-filter': ({ metal, stone }) => [listing({ metal: [metal] }), listing({ stone: [stone] })],
  'text-search': ({ ids }) => [{ kind: 'fetch', ids: spread(ids, DEFAULT_LIMIT) }],
  'combined-filter': ({ combinedIds }) => [{ kind: 'fetch', ids: combinedIds.slice(0, DEFAULT_LIMIT) }],
  'product-by-id': ({ ids }) => spread(ids, 4).map((id) => ({ kind: 'by-id', id: idText(id) })),
  'product-by-slug': ({ slug }) => [{ kind: 'by-slug', slug }],
  anything: ({ ids }) => [{ ...listing({}, 'price'), limit: MAX_LIMIT }, { kind: 'fetch', ids }],
};

/** Every query class of the catalogue. */
export const QUERY_CLASSES: readonly QueryClass[] = LATENCY_TARGETS.map((target) => ({ ...target, probes: PROBES[target.name] }));

function listing(terms: ListingFilter['terms'], sort: Sort = 'featured'): Extract<Probe, { readonly kind: 'listing' }> {
  return { kind: 'listing', sort, filter: { ...NO_FILTER, terms }, limit: DEFAULT_LIMIT };
}

/** At most so many of the items, taken from all over the list. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.floor(items.length / most));
  return items.filter((_, index) => index % step === 0).slice(0, most);
}
