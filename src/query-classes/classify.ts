import type { FilterKey, ListingFilter } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import { DEFAULT_LIMIT } from '../listing/listing-query.js';
import type { QueryClassName } from './latency-targets.js';

/** Filters for a place in the shop. */
const PLACE: ReadonlySet<FilterKey> = new Set<FilterKey>(['category', 'subcategory']);
/** Filters for what a product is made of. */
const MATERIAL: ReadonlySet<FilterKey> = new Set<FilterKey>([
  'metal',
  'availableIn',
  'purity',
  'finish',
  'stone',
  'availableStone',
  'cut',
  'clarity',
  'color',
  'certification',
  'carat',
  'recycled',
  'ethicallySourced',
  'labGrown',
  'conflictFree',
  'traceable',
]);
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The class of a listing. The targets apply to pages of the usual size; a larger page, or a list of ids or slugs, is
 * `anything`. A single filter that is neither place nor material counts as combined: it has no class of its own.
 */
export function classOfListing({ filter, limit }: Pick<ListingQuery, 'filter' | 'limit'>): QueryClassName {
  if (limit > DEFAULT_LIMIT || filter.ids !== undefined || filter.slugs !== undefined) return 'anything';
  const keys = filterKeys(filter);
  if (filter.q !== undefined) return keys.length === 0 ? 'text-search' : 'combined-filter';
  if (keys.length === 0) return 'catalogue-page';
  if (keys.every((key) => PLACE.has(key))) return 'category-browse';
  return keys.length === 1 && keys.every((key) => MATERIAL.has(key)) ? 'material-filter' : 'combined-filter';
}

/** The class of a product page, by the form of its identifier: both have the same limit, so an odd id does no harm. */
export function classOfProductPage(idOrSlug: string): QueryClassName {
  return SLUG.test(idOrSlug) && !UUID.test(idOrSlug) ? 'product-by-slug' : 'product-by-id';
}

function filterKeys({ terms, flags, ranges }: ListingFilter): readonly FilterKey[] {
  return [...givenOf(terms), ...givenOf(flags), ...givenOf(ranges)];
}

function givenOf<Key extends FilterKey>(part: Readonly<Partial<Record<Key, unknown>>>): Key[] {
  return (Object.keys(part) as Key[]).filter((key) => part[key] !== undefined);
}
