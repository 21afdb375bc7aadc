import type { Product, StoredDocument } from '../../migrations/index.js';
import { tokenize } from '../../src/live-catalog/search-text.js';
import {
  FILTERS,
  FLAG_FILTERS,
  isPublic,
  passesFilter,
  RANGE_FILTERS,
  TERMS_FILTERS,
} from '../../src/listing/filters.js';
import type { FilterKey, ListingFilter } from '../../src/listing/filters.js';
import { possibleIds } from '../../src/listing/product-id.js';
import type { SortKey, SortOrder } from '../../src/listing/sort-orders.js';
import { compareSortKeys, sortKeyOf } from '../../src/listing/sort-orders.js';
import { searchEntries } from '../../src/live-catalog/search-text.js';
import { readProduct } from '../../src/products/read-product.js';

/** The oracle's result for one facet: count per value (or bucket number), and products to which it does not apply. */
export interface ExpectedFacet {
  readonly counts: Readonly<Record<string, number>>;
  readonly missing: number;
}

/**
 * The oracle of every listing: upgrade all documents in memory, filter, sort. Deliberately plain and slow; it shares
 * the pure filter and order rules with the service, but no index, no scan, no merge, no cursor.
 */
export class Oracle {
  private readonly products: readonly Product[];

  constructor(documents: readonly StoredDocument[]) {
    this.products = documents.flatMap((document) => {
      const reading = readProduct(document);
      return reading.kind === 'product' && isPublic(reading.product) ? [reading.product] : [];
    });
  }

  /** Every product of a listing, in order. */
  list(filter: ListingFilter, sort: SortOrder): Product[] {
    const found = this.products.filter((product) => passesFilter(product, filter) && this.passesBase(product, filter));
    const key = (product: Product): SortKey => {
      if (sort === 'relevance') return { values: [score(product, filter.q ?? '')], id: product.id };
      if (sort === 'asked') return { values: [askedPosition(product, filter)], id: product.id };
      return sortKeyOf(product, sort);
    };
    return found.sort((a, b) => compareSortKeys(sort, key(a), key(b)));
  }

  /** A facet, counted over the products that pass every other filter. */
  facet(key: FilterKey, filter: ListingFilter): ExpectedFacet {
    const { alsoTags, ...rest } = filter;
    const without: ListingFilter = {
      ...rest,
      ...(alsoTags === undefined || key === 'tags' ? {} : { alsoTags }),
      terms: omit(filter.terms, key),
      flags: omit(filter.flags, key),
      ranges: omit(filter.ranges, key),
    };
    const counts: Record<string, number> = {};
    let missing = 0;
    for (const product of this.list(without, 'newest')) {
      const values = facetValues(product, key);
      if (values.length === 0) missing++;
      for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
    }
    return { counts, missing };
  }

  private passesBase(product: Product, filter: ListingFilter): boolean {
    if (filter.q !== undefined && score(product, filter.q) === 0) return false;
    if (
      filter.ids !== undefined &&
      !filter.ids.some((text) => possibleIds(text).some((id) => String(id) === String(product.id)))
    )
      return false;
    return filter.slugs === undefined || filter.slugs.includes(product.slug);
  }
}

function score(product: Product, query: string): number {
  const entries = searchEntries(product);
  let sum = 0;
  for (const word of tokenize(query)) {
    let best = 0;
    for (const [token, weight] of entries) {
      const fit = token === word ? 2 : word.length >= 2 && token.startsWith(word) ? 1 : 0;
      best = Math.max(best, fit * weight);
    }
    if (best === 0) return 0;
    sum += best;
  }
  return sum;
}

function askedPosition(product: Product, { ids, slugs }: ListingFilter): number {
  if (ids !== undefined)
    return ids.findIndex((text) => possibleIds(text).some((id) => String(id) === String(product.id)));
  return (slugs ?? []).indexOf(product.slug);
}

function facetValues(product: Product, key: FilterKey): string[] {
  const terms = TERMS_FILTERS.find((filter) => filter.key === key);
  if (terms !== undefined) return [terms.of(product) ?? []].flat();
  const flag = FLAG_FILTERS.find((filter) => filter.key === key);
  if (flag !== undefined) {
    const value = flag.of(product);
    return value === undefined ? [] : [String(value)];
  }
  const range = RANGE_FILTERS.find((filter) => filter.key === key);
  const number = range?.of(product);
  return range === undefined || number === undefined
    ? []
    : [String(range.edges.findLastIndex((edge) => number >= edge))];
}

function omit<T extends object>(record: T, key: string): T {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key)) as T;
}

/** Keys of every facet. */
export const ALL_FACETS: readonly FilterKey[] = FILTERS.map(({ key }) => key);
