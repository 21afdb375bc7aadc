import type { Product } from '../../migrations/index.js';
import { compareBson, compareCodePoints } from './bson-order.js';

/** The orders that a client can request. */
export const SORTS = [
  'featured',
  'popular',
  'price',
  '-price',
  'newest',
  'name',
  '-name',
  '-carat',
  'relevance',
] as const;
export type Sort = (typeof SORTS)[number];

/** `asked` is the order of a listing by `ids` or `slugs` if no other is requested. */
export type SortOrder = Sort | 'asked';

/** The value of one part of a sort key; `null` (no value) always sorts last. */
export type SortValue = number | string | null;

/**
 * A product's position in an order: the values of the order, then the `_id` as a tie-breaker, so every order is total.
 */
export interface SortKey {
  readonly values: readonly SortValue[];
  readonly id: unknown;
}

interface SortPart {
  readonly descending: boolean;
  /** Absent if the value depends on the query: relevance and the requested order. */
  of?(product: Product): SortValue;
}

const price = (product: Product): SortValue => product.pricing.basePrice;
const createdAt = (product: Product): SortValue => product.createdAt?.getTime() ?? null;

/** Every order as its parts, most significant first. Ties are broken by `_id`, ascending in BSON order. */
export const SORT_PARTS: Readonly<Record<SortOrder, readonly SortPart[]>> = {
  featured: [
    { descending: true, of: (product) => Number(product.metadata.featured) },
    { descending: true, of: createdAt },
  ],
  popular: [
    { descending: true, of: (product) => product.discovery.views },
    { descending: true, of: (product) => product.discovery.purchases },
  ],
  newest: [{ descending: true, of: createdAt }],
  price: [{ descending: false, of: price }],
  '-price': [{ descending: true, of: price }],
  name: [{ descending: false, of: (product) => product.name }],
  '-name': [{ descending: true, of: (product) => product.name }],
  '-carat': [{ descending: true, of: (product) => product.materialSpecs.stone?.carat ?? null }],
  relevance: [{ descending: true }],
  asked: [{ descending: false }],
};

/** The sort key of a product in an order that depends only on the product (not relevance or the requested order). */
export function sortKeyOf(product: Product, sort: SortOrder): SortKey {
  return { values: SORT_PARTS[sort].map((part) => part.of?.(product) ?? null), id: product.id };
}

/** Compares two positions in an order: negative if `a` comes first. */
export function compareSortKeys(sort: SortOrder, a: SortKey, b: SortKey): number {
  const parts = SORT_PARTS[sort];
  for (let index = 0; index < parts.length; index++) {
    const order = compareSortValues(a.values[index] ?? null, b.values[index] ?? null);
    if (order !== 0) return parts[index]?.descending === true && !isEmpty(a, b, index) ? -order : order;
  }
  return compareBson(a.id, b.id);
}

function isEmpty(a: SortKey, b: SortKey, index: number): boolean {
  return a.values[index] === null || b.values[index] === null;
}

function compareSortValues(a: SortValue, b: SortValue): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  return Number(a) - Number(b);
}
