import { CATEGORIES, METAL_TYPES, PUBLIC_STATUSES, STONE_TYPES, SUBCATEGORIES } from '../../migrations/index.js';
import type { Product } from '../../migrations/index.js';

/**
 * A filter over named values. Selected values are alternatives. A product has at most one value, unless the filter is
 * in `MULTI_TERMS`.
 */
export interface TermsFilter {
  readonly kind: 'terms';
  readonly key: TermsKey;
  readonly label: string;
  /** The closed vocabulary in display order; absent if the values come from the products. */
  readonly values?: readonly string[];
  of(product: Product): string | readonly string[] | undefined;
}

/** A yes-or-no filter. `undefined`: the question does not apply to the product (a stone's flag without a stone). */
export interface FlagFilter {
  readonly kind: 'boolean';
  readonly key: FlagKey;
  readonly label: string;
  of(product: Product): boolean | undefined;
}

/** A filter by inclusive bounds; its parameters are `<key>Min` and `<key>Max`. */
export interface RangeFilter {
  readonly kind: 'range';
  readonly key: RangeKey;
  readonly label: string;
  readonly unit: string;
  /** Lower edges of the facet's buckets; the last bucket is open at the top. */
  readonly edges: readonly number[];
  of(product: Product): number | undefined;
}

export type TermsKey =
  | 'category'
  | 'subcategory'
  | 'metal'
  | 'availableIn'
  | 'purity'
  | 'finish'
  | 'stone'
  | 'availableStone'
  | 'cut'
  | 'clarity'
  | 'color'
  | 'certification'
  | 'tags'
  | 'collection'
  | 'creator'
  | 'currency';
/** The filters for which a product may have several values. */
export const MULTI_TERMS = ['availableIn', 'availableStone', 'tags', 'collection'] as const;
export type MultiTermsKey = (typeof MULTI_TERMS)[number];
export type SingleTermsKey = Exclude<TermsKey, MultiTermsKey>;
export type FlagKey =
  | 'recycled'
  | 'ethicallySourced'
  | 'labGrown'
  | 'conflictFree'
  | 'traceable'
  | 'inStock'
  | 'onSale'
  | 'customizable'
  | 'featured'
  | 'bestseller'
  | 'newArrival';
export type RangeKey = 'price' | 'carat';
export type FilterKey = TermsKey | FlagKey | RangeKey;

/** Every filter over named values, in display order. */
export const TERMS_FILTERS: readonly TermsFilter[] = [
  { kind: 'terms', key: 'category', label: 'Category', values: CATEGORIES, of: (p) => p.category },
  { kind: 'terms', key: 'subcategory', label: 'Subcategory', values: SUBCATEGORIES, of: (p) => p.subcategory },
  { kind: 'terms', key: 'metal', label: 'Metal', values: METAL_TYPES, of: (p) => p.materialSpecs.metal.type },
  { kind: 'terms', key: 'availableIn', label: 'Available in', values: METAL_TYPES, of: (p) => p.discovery.metals },
  { kind: 'terms', key: 'purity', label: 'Purity', of: (p) => p.materialSpecs.metal.purity },
  { kind: 'terms', key: 'finish', label: 'Finish', of: (p) => p.materialSpecs.metal.finish },
  { kind: 'terms', key: 'stone', label: 'Stone', values: STONE_TYPES, of: (p) => p.materialSpecs.stone?.type },
  { kind: 'terms', key: 'availableStone', label: 'Available with', values: STONE_TYPES, of: (p) => p.discovery.stones },
  { kind: 'terms', key: 'cut', label: 'Cut', of: (p) => p.materialSpecs.stone?.cut },
  { kind: 'terms', key: 'clarity', label: 'Clarity', of: (p) => p.materialSpecs.stone?.clarity },
  { kind: 'terms', key: 'color', label: 'Colour', of: (p) => p.materialSpecs.stone?.color },
  { kind: 'terms', key: 'certification', label: 'Certification', of: (p) => p.materialSpecs.stone?.certification },
  { kind: 'terms', key: 'tags', label: 'Tags', of: (p) => p.metadata.tags },
  { kind: 'terms', key: 'collection', label: 'Collection', of: (p) => p.discovery.collections },
  { kind: 'terms', key: 'creator', label: 'Creator', of: (p) => p.creator?.handle },
  { kind: 'terms', key: 'currency', label: 'Currency', of: (p) => p.pricing.currency },
];

/** Every yes-or-no filter, in display order. */
export const FLAG_FILTERS: readonly FlagFilter[] = [
  {
    kind: 'boolean',
    key: 'recycled',
    label: 'Recycled metal',
    of: (p) => p.materialSpecs.metal.sustainability.recycled,
  },
  {
    kind: 'boolean',
    key: 'ethicallySourced',
    label: 'Ethically sourced metal',
    of: (p) => p.materialSpecs.metal.sustainability.ethicallySourced,
  },
  {
    kind: 'boolean',
    key: 'labGrown',
    label: 'Lab-grown stone',
    of: (p) => p.materialSpecs.stone?.sustainability.labGrown,
  },
  {
    kind: 'boolean',
    key: 'conflictFree',
    label: 'Conflict-free stone',
    of: (p) => p.materialSpecs.stone?.sustainability.conflictFree,
  },
  {
    kind: 'boolean',
    key: 'traceable',
    label: 'Traceable stone',
    of: (p) => p.materialSpecs.stone?.sustainability.traceable,
  },
  { kind: 'boolean', key: 'inStock', label: 'In stock', of: (p) => p.inventory.available },
  { kind: 'boolean', key: 'onSale', label: 'On sale', of: (p) => p.discovery.onSale },
  { kind: 'boolean', key: 'customizable', label: 'Customizable', of: (p) => p.discovery.customizable },
  { kind: 'boolean', key: 'featured', label: 'Featured', of: (p) => p.metadata.featured },
  { kind: 'boolean', key: 'bestseller', label: 'Bestseller', of: (p) => p.metadata.bestseller },
  { kind: 'boolean', key: 'newArrival', label: 'New arrival', of: (p) => p.metadata.newArrival },
];

/** Every range filter. Prices are compared as plain numbers, regardless of their currency. */
export const RANGE_FILTERS: readonly RangeFilter[] = [
  {
    kind: 'range',
    key: 'price',
    label: 'Price',
    unit: 'currency',
    edges: [0, 100, 250, 500, 1000, 2000, 5000, 10000],
    of: (p) => p.pricing.basePrice,
  },
  {
    kind: 'range',
    key: 'carat',
    label: 'Carat',
    unit: 'ct',
    edges: [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5],
    of: (p) => p.materialSpecs.stone?.carat,
  },
];

/** All filters with a facet, in display order. */
export const FILTERS: readonly (TermsFilter | FlagFilter | RangeFilter)[] = [
  ...TERMS_FILTERS,
  ...RANGE_FILTERS,
  ...FLAG_FILTERS,
];

/** The maximum number of values of one filter, and of identifiers in `ids` and `slugs`. */
export const MAX_FILTER_VALUES = 50;
export const MAX_IDS = 100;

/** The conditions of a listing. Filters combine with "and"; the values of one filter are alternatives. */
export interface ListingFilter {
  readonly terms: Readonly<Partial<Record<TermsKey, readonly string[]>>>;
  /** Whether a product must have any (default) or all of the selected tags. */
  readonly tagsMode: 'any' | 'all';
  /** A second set of tags, for clients of the old API: a product must have one of these as well. */
  readonly alsoTags?: readonly string[];
  readonly flags: Readonly<Partial<Record<FlagKey, boolean>>>;
  readonly ranges: Readonly<Partial<Record<RangeKey, { readonly min?: number; readonly max?: number }>>>;
  /** Full text, as the user typed it. */
  readonly q?: string;
  readonly ids?: readonly string[];
  readonly slugs?: readonly string[];
}

/** The filter that lets every public product through. */
export const NO_FILTER: ListingFilter = { terms: {}, tagsMode: 'any', flags: {}, ranges: {} };

/** Whether a product may have several values of a filter. */
export function isMultiTerms(key: TermsKey): key is MultiTermsKey {
  return (MULTI_TERMS as readonly TermsKey[]).includes(key);
}

/** Whether a product is public: a product of any other status is answered as if it did not exist. */
export function isPublic(product: Product): boolean {
  return (PUBLIC_STATUSES as readonly string[]).includes(product.status);
}

/** Whether a product passes one filter over named values. */
export function passesTerms(
  value: string | readonly string[] | undefined,
  chosen: readonly string[],
  mode: 'any' | 'all',
): boolean {
  if (value === undefined) return false;
  if (typeof value === 'string') return chosen.includes(value);
  return mode === 'all' ? chosen.every((one) => value.includes(one)) : chosen.some((one) => value.includes(one));
}

/**
 * Whether a product passes the terms, flags and ranges of a filter (`q`, `ids` and `slugs` are checked by the catalog).
 */
export function passesFilter(product: Product, filter: ListingFilter): boolean {
  for (const { key, of } of TERMS_FILTERS) {
    const chosen = filter.terms[key];
    if (chosen !== undefined && !passesTerms(of(product), chosen, key === 'tags' ? filter.tagsMode : 'any'))
      return false;
  }
  if (filter.alsoTags !== undefined && !passesTerms(product.metadata.tags, filter.alsoTags, 'any')) return false;
  for (const { key, of } of FLAG_FILTERS) {
    const wanted = filter.flags[key];
    if (wanted !== undefined && of(product) !== wanted) return false;
  }
  for (const { key, of } of RANGE_FILTERS) {
    const bounds = filter.ranges[key];
    if (bounds !== undefined && !passesRange(of(product), bounds)) return false;
  }
  return true;
}

/** Whether a number lies within inclusive bounds; `undefined` never does. */
export function passesRange(
  value: number | undefined,
  { min, max }: { readonly min?: number; readonly max?: number },
): boolean {
  return value !== undefined && (min === undefined || value >= min) && (max === undefined || value <= max);
}
