import type { Words } from './vocabulary.js';
import { CATEGORIES, GEMSTONES, METAL_FAMILIES, STONES } from './vocabulary.js';

/** The current meaning of a parameter of the old contract. */
export type OldParameter =
  /** The same value under another name. */
  | { readonly kind: 'single'; readonly to: string }
  /** The same values under another name. */
  | { readonly kind: 'values'; readonly to: string }
  /** Words of a closed vocabulary. */
  | { readonly kind: 'words'; readonly to: string; readonly words: Words }
  /** Ids of material options. */
  | { readonly kind: 'materials'; readonly to: string }
  /** A part of the sort order. */
  | { readonly kind: 'order'; readonly to: 'sort' }
  /** Accepted but ignored by the old API. */
  | { readonly kind: 'without-effect' };

/** The names that exist only in the old contract: a request that uses one of them is read by it. */
export const OLD_PARAMETERS: Readonly<Record<string, OldParameter>> = {
  query: { kind: 'single', to: 'q' },
  categories: { kind: 'words', to: 'category', words: CATEGORIES },
  subcategories: { kind: 'values', to: 'subcategory' },
  minPrice: { kind: 'single', to: 'priceMin' },
  maxPrice: { kind: 'single', to: 'priceMax' },
  metals: { kind: 'words', to: 'metal', words: METAL_FAMILIES },
  stones: { kind: 'words', to: 'stone', words: STONES },
  materialTags: { kind: 'values', to: 'tags' },
  materials: { kind: 'materials', to: 'availableIn' },
  gemstones: { kind: 'words', to: 'availableStone', words: GEMSTONES },
  collections: { kind: 'values', to: 'collection' },
  sizes: { kind: 'without-effect' },
  creatorTier: { kind: 'without-effect' },
  creatorExclusive: { kind: 'without-effect' },
  sortBy: { kind: 'order', to: 'sort' },
  sortOrder: { kind: 'order', to: 'sort' },
};

export const OLD_NAMES: readonly string[] = Object.keys(OLD_PARAMETERS);

/** Flags have the same name in both contracts. In the old one, any non-empty value, even `false`, meant true. */
export const OLD_FLAGS = ['inStock', 'featured', 'newArrival', 'onSale', 'customizable'] as const;

/** The default page size of the old contract, and its maximum. */
export const OLD_DEFAULT_LIMIT = 20;
export const OLD_MAX_LIMIT = 50;

/**
 * The old orders, and the current one for each direction. Popularity and age had one direction, whatever was requested.
 */
export const OLD_SORTS: Readonly<Record<string, Readonly<Record<'asc' | 'desc', string>>>> = {
  popularity: { asc: 'popular', desc: 'popular' },
  price: { asc: 'price', desc: '-price' },
  name: { asc: 'name', desc: '-name' },
  newest: { asc: 'newest', desc: 'newest' },
};

/** Routes that were shorthands for listings. */
export interface OldAddress {
  /** The current parameter that the route sets. */
  readonly sets: Readonly<Record<string, string>>;
  readonly limit: number;
}

/** `GET /api/products/featured` */
export const FEATURED: OldAddress = { sets: { featured: 'true' }, limit: 8 };

/** `GET /api/products/category/:category` */
export function ofCategory(category: string): OldAddress {
  return { sets: { category }, limit: OLD_DEFAULT_LIMIT };
}
