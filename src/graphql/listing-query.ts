import { DEFAULT_FACETS, defaultLimit, defaultSort, readCursor } from '../catalog/parse-listing.js';
import { didYouMean } from '../http/input/wording.js';
import { MAX_VALUE_LENGTH } from '../http/parameter-reader.js';
import type { InputProblem } from '../errors/domain-error.js';
import { InvalidInputError } from '../errors/domain-error.js';
import type { FilterKey, FlagKey, ListingFilter, RangeKey, TermsKey } from '../listing/filters.js';
import { FILTERS, MAX_FILTER_VALUES, MAX_IDS } from '../listing/filters.js';
import type { ListingQuery, PageRequest } from '../listing/listing-query.js';
import { MAX_LIMIT, MAX_QUERY_LENGTH } from '../listing/listing-query.js';
import type { Sort, SortOrder } from '../listing/sort-orders.js';
import type { NumberRange, ProductFilter } from './product-filter.input.js';

/** The arguments of `products(...)`. */
export interface ProductsArguments {
  readonly filter?: ProductFilter | null;
  readonly sort?: Sort | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** What of an answer is asked for: only that is counted. */
export interface Wanted {
  readonly total: boolean;
  readonly facets: readonly FilterKey[];
}

/**
 * The listing that GraphQL arguments ask for: the same that REST parameters are turned into. Throws
 * `InvalidInputError`.
 */
export function toListingQuery(args: ProductsArguments, wanted: Wanted): ListingQuery {
  const reader = new ArgumentReader();
  const filter = toFilter(args.filter ?? {}, reader);
  const sort = toSort(args.sort ?? undefined, filter, reader);
  const { limit, page } = toPage(args, filter, sort, reader);
  reader.finish();
  return { filter, sort, limit, page, facets: wanted.facets, count: wanted.total ? 'exact' : 'none' };
}

/**
 * The facets that a `keys` argument asks for; without it, those that REST counts by default. Throws
 * `InvalidInputError`.
 */
export function toFacetKeys(keys: readonly string[] | null | undefined): readonly FilterKey[] {
  const known: readonly string[] = FILTERS.map(({ key }) => key);
  const reader = new ArgumentReader();
  const asked = reader.list('keys', keys, known.length);
  const unknown = asked?.find((key) => !known.includes(key));
  if (unknown !== undefined)
    reader.refuse('keys', unknown, `has ${unknown}, which is not a facet${didYouMean(unknown, known)}`);
  reader.finish();
  return (asked as readonly FilterKey[] | undefined) ?? DEFAULT_FACETS;
}

class ArgumentReader {
  private readonly problems: InputProblem[] = [];

  refuse(parameter: string, value: unknown, problem: string): undefined {
    const shown =
      typeof value === 'string' && value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value;
    this.problems.push({ parameter, value: shown, problem });
    return undefined;
  }

  list(parameter: string, values: readonly string[] | null | undefined, most: number): readonly string[] | undefined {
    if (values === undefined || values === null) return undefined;
    const distinct = [...new Set(values)];
    if (distinct.length === 0) return this.refuse(parameter, [], 'is empty; leave it out instead');
    if (distinct.length > most)
      return this.refuse(parameter, `${distinct.length} values`, `takes ${most} values at most`);
    if (distinct.some((value) => value === '' || value.length > MAX_VALUE_LENGTH))
      return this.refuse(parameter, 'a value', `takes values of 1 to ${MAX_VALUE_LENGTH} characters`);
    return distinct;
  }

  finish(): void {
    if (this.problems.length > 0) throw new InvalidInputError(this.problems);
  }
}

function toFilter(filter: ProductFilter, reader: ArgumentReader): ListingFilter {
  const ids = reader.list('ids', filter.ids, MAX_IDS);
  const slugs = reader.list('slugs', filter.slugs, MAX_IDS);
  const q = toText(filter.q ?? undefined, reader);
  return {
    terms: toTerms(filter, reader),
    flags: toFlags(filter),
    tagsMode: filter.tags?.mode ?? 'any',
    ranges: { ...toRange('price', filter.price, reader), ...toRange('carat', filter.stone?.carat, reader) },
    ...(q === undefined ? {} : { q }),
    ...(ids === undefined ? {} : { ids }),
    ...(slugs === undefined ? {} : { slugs }),
  };
}

function toTerms(filter: ProductFilter, reader: ArgumentReader): ListingFilter['terms'] {
  const { metal, stone } = filter;
  const chosen: Readonly<Record<TermsKey, { readonly in: readonly string[] } | null | undefined>> = {
    category: filter.category,
    subcategory: filter.subcategory,
    metal: metal?.type,
    availableIn: filter.availableIn,
    purity: metal?.purity,
    finish: metal?.finish,
    stone: stone?.type,
    availableStone: filter.availableStone,
    cut: stone?.cut,
    clarity: stone?.clarity,
    color: stone?.color,
    certification: stone?.certification,
    tags: filter.tags,
    collection: filter.collection,
    creator: filter.creator,
    currency: filter.currency,
  };
  const terms = Object.entries(chosen).flatMap(([key, values]) => {
    const list = reader.list(key, values?.in, MAX_FILTER_VALUES);
    return list === undefined
      ? []
      : [[key, (key === 'currency' ? list.map((value) => value.toUpperCase()) : [...list]).sort()]];
  });
  return Object.fromEntries(terms) as ListingFilter['terms'];
}

function toFlags(filter: ProductFilter): ListingFilter['flags'] {
  const { metal, stone } = filter;
  const wanted: Readonly<Record<FlagKey, boolean | null | undefined>> = {
    recycled: metal?.recycled,
    ethicallySourced: metal?.ethicallySourced,
    labGrown: stone?.labGrown,
    conflictFree: stone?.conflictFree,
    traceable: stone?.traceable,
    inStock: filter.inStock,
    onSale: filter.onSale,
    customizable: filter.customizable,
    featured: filter.featured,
    bestseller: filter.bestseller,
    newArrival: filter.newArrival,
  };
  const flags = Object.entries(wanted).filter(([, value]) => typeof value === 'boolean');
  return Object.fromEntries(flags) as ListingFilter['flags'];
}

function toRange(
  key: RangeKey,
  range: NumberRange | null | undefined,
  reader: ArgumentReader,
): ListingFilter['ranges'] {
  const bounds = Object.fromEntries(
    Object.entries({ min: range?.min, max: range?.max }).filter(([, value]) => typeof value === 'number'),
  ) as { min?: number; max?: number };
  const { min, max } = bounds;
  if ((min ?? 0) < 0 || (max ?? 0) < 0) reader.refuse(key, range, 'has a bound below 0');
  if (min !== undefined && max !== undefined && min > max)
    reader.refuse(`${key}.min`, min, `is more than ${key}.max (${max})`);
  return min === undefined && max === undefined ? {} : { [key]: bounds };
}

function toText(text: string | undefined, reader: ArgumentReader): string | undefined {
  const q = text?.trim();
  if (q === undefined) return undefined;
  if (q.length > MAX_QUERY_LENGTH)
    return reader.refuse('q', q.slice(0, MAX_QUERY_LENGTH), `is longer than ${MAX_QUERY_LENGTH} characters`);
  return /[\p{L}\p{N}]/u.test(q) ? q : reader.refuse('q', q, 'has no letter or digit to search for');
}

/**
 * `FEATURED` is also what the schema fills in where nothing is asked for: then a search is by relevance, as in REST.
 */
function toSort(sort: Sort | undefined, filter: ListingFilter, reader: ArgumentReader): SortOrder {
  if (sort === 'relevance' && filter.q === undefined) reader.refuse('sort', 'RELEVANCE', 'needs a full-text query (q)');
  return sort ?? defaultSort(filter);
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
  // A cursor is a place; the argument says which side of it is wanted.
  return {
    limit,
    page: cursor === undefined ? { kind: 'page', page: 1 } : { kind: backward ? 'before' : 'after', key: cursor.key },
  };
}
