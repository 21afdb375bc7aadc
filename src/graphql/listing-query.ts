import type { FilterKey, ListingFilter } from '../listing/filters.js';
import type { ListingQuery, PageRequest } from '../listing/listing-query.js';
import { MAX_LIMIT } from '../listing/listing-query.js';
import type { Sort, SortOrder } from '../listing/sort-orders.js';
import { readCursor } from '../catalog/parse-listing.js';
import { DEFAULT_FACETS, defaultLimit, readFacetKeys, readFilter, readSort } from '../catalog/read-filter.js';
import type { Listing } from '../catalog/catalog.service.js';
import { ArgumentReader } from './argument-reader.js';
import type { ProductConnection } from './product-connection.type.js';
import type { ProductFilter } from './product-filter.input.js';
import { type Asked, isGiven, selectedArguments, selectedFields } from './selection.js';

/** The arguments of `products(...)`. */
export interface ProductsArguments {
  readonly filter?: ProductFilter | null;
  readonly sort?: Sort | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** The requested parts of a response: only these are counted. */
export interface Wanted {
  readonly total: boolean;
  readonly facets: readonly FilterKey[];
}

/**
 * The listing that a `products` field asks for, with the fields selected below it. Defaults filled in by the schema do
 * not count as requested: a search is then sorted by relevance, a list of ids in its own order. Throws
 * `InvalidInputError`.
 */
export function askedListing(args: ProductsArguments, asked: Asked): ListingQuery {
  const facets = selectedArguments(asked, 'facets').flatMap(({ keys }) =>
    toFacetKeys(keys as string[] | null | undefined),
  );
  const given = Object.fromEntries(Object.entries(args).filter(([name]) => isGiven(asked, name)));
  return toListingQuery(given, {
    total: selectedFields(asked).some(({ name }) => name.value === 'totalCount'),
    facets: [...new Set(facets)],
  });
}

/** A listing in GraphQL's form. */
export function toConnection(listing: Listing): ProductConnection {
  const nodes = [...listing.products];
  return {
    nodes,
    // Lazy: encoding cursors costs time, so it happens only if edges are requested.
    get edges() {
      return nodes.map((node, position) => ({ node, cursor: listing.cursorOf(position) }));
    },
    pageInfo: {
      hasNextPage: listing.hasNext,
      hasPreviousPage: listing.hasPrevious,
      startCursor: nodes.length === 0 ? null : listing.cursorOf(0),
      endCursor: nodes.length === 0 ? null : listing.cursorOf(nodes.length - 1),
    },
    totalCount: listing.total,
    counted: listing.facets,
    correctedQuery: listing.correctedText,
  };
}

/**
 * Parses the listing arguments of GraphQL by the same table as REST parameters. Throws `InvalidInputError` with every
 * problem.
 */
export function toListingQuery(args: ProductsArguments, wanted: Wanted): ListingQuery {
  const reader = new ArgumentReader({ ...valuesOf(args.filter ?? {}), sort: args.sort });
  const filter = readFilter(reader);
  const sort = readSort(reader, filter);
  const { limit, page } = toPage(args, filter, sort, reader);
  reader.finish();
  return { filter, sort, limit, page, facets: wanted.facets, count: wanted.total ? 'exact' : 'none' };
}

/**
 * The facets that a `keys` argument names; without it, those that REST counts by default. Throws `InvalidInputError`.
 */
export function toFacetKeys(keys: readonly string[] | null | undefined): readonly FilterKey[] {
  const reader = new ArgumentReader({ keys });
  const asked = readFacetKeys(reader, 'keys');
  reader.finish();
  return asked ?? DEFAULT_FACETS;
}

/** The values of a filter under their REST names. */
function valuesOf({ metal, stone, tags, price, ...filter }: ProductFilter): Readonly<Record<string, unknown>> {
  return {
    category: filter.category?.in,
    subcategory: filter.subcategory?.in,
    metal: metal?.type?.in,
    availableIn: filter.availableIn?.in,
    purity: metal?.purity?.in,
    finish: metal?.finish?.in,
    recycled: metal?.recycled,
    ethicallySourced: metal?.ethicallySourced,
    stone: stone?.type?.in,
    availableStone: filter.availableStone?.in,
    cut: stone?.cut?.in,
    clarity: stone?.clarity?.in,
    color: stone?.color?.in,
    certification: stone?.certification?.in,
    caratMin: stone?.carat?.min,
    caratMax: stone?.carat?.max,
    labGrown: stone?.labGrown,
    conflictFree: stone?.conflictFree,
    traceable: stone?.traceable,
    tags: tags?.in,
    tagsMode: tags?.mode,
    collection: filter.collection?.in,
    creator: filter.creator?.in,
    currency: filter.currency?.in,
    priceMin: price?.min,
    priceMax: price?.max,
    inStock: filter.inStock,
    onSale: filter.onSale,
    customizable: filter.customizable,
    featured: filter.featured,
    bestseller: filter.bestseller,
    newArrival: filter.newArrival,
    q: filter.q,
    ids: filter.ids,
    slugs: filter.slugs,
  };
}

function toPage(
  { first, after, last, before }: ProductsArguments,
  filter: ListingFilter,
  sort: SortOrder,
  reader: ArgumentReader,
): { readonly limit: number; readonly page: PageRequest } {
  const backward = (last ?? undefined) !== undefined || (before ?? undefined) !== undefined;
  if (backward && (first ?? undefined) !== undefined)
    reader.refuse('first', first, 'cannot be combined with last or before');
  if (backward && (after ?? undefined) !== undefined)
    reader.refuse('after', after, 'cannot be combined with last or before');
  if (backward && (before ?? undefined) === undefined)
    reader.refuse('last', last, 'needs before: the cursor of the product that the page ends at');
  const limit = (backward ? last : first) ?? defaultLimit(filter);
  if (limit < 1 || limit > MAX_LIMIT)
    reader.refuse(backward ? 'last' : 'first', limit, `must be an integer from 1 to ${MAX_LIMIT}`);
  const text = (backward ? before : after) ?? undefined;
  const cursor = text === undefined ? undefined : readCursor(reader, backward ? 'before' : 'after', text, filter, sort);
  // A cursor is a position; the argument tells which side of it is wanted.
  return {
    limit,
    page: cursor === undefined ? { kind: 'page', page: 1 } : { kind: backward ? 'before' : 'after', key: cursor.key },
  };
}
