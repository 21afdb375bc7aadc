import { didYouMean } from '../http/input/wording.js';
import { ParameterReader, type RawParameters } from '../http/parameter-reader.js';
import { decodeCursor, listingFingerprint } from '../listing/cursor.js';
import type { FilterKey, FlagKey, ListingFilter, RangeKey, TermsKey } from '../listing/filters.js';
import { FILTERS, FLAG_FILTERS, MAX_FILTER_VALUES, MAX_IDS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import type { ListingQuery, PageRequest } from '../listing/listing-query.js';
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_PAGE_REACH, MAX_QUERY_LENGTH } from '../listing/listing-query.js';
import type { Sort, SortOrder } from '../listing/sort-orders.js';
import { SORTS } from '../listing/sort-orders.js';

/** Longest text that suggestions are made for, in characters. */
export const MAX_SUGGESTION_LENGTH = 64;

/** Facets that are counted for `facets=true`: the closed vocabularies, purity, tags, the ranges and the flags. */
export const DEFAULT_FACETS: readonly FilterKey[] = FILTERS.map(({ key }) => key).filter(
  (key) => !['finish', 'cut', 'clarity', 'color', 'certification', 'creator', 'currency'].includes(key),
);

/** Every parameter of a filter, in the order in which they are documented. */
export const FILTER_PARAMETERS: readonly string[] = [
  ...TERMS_FILTERS.map(({ key }) => key),
  'tagsMode',
  ...RANGE_FILTERS.flatMap(({ key }) => [`${key}Min`, `${key}Max`]),
  ...FLAG_FILTERS.map(({ key }) => key),
  'q',
  'ids',
  'slugs',
];

/** Every parameter of the listing. */
export const LISTING_PARAMETERS: readonly string[] = [
  ...FILTER_PARAMETERS,
  'sort',
  'limit',
  'page',
  'cursor',
  'facets',
  'count',
  'fields',
];

/**
 * A listing as its REST parameters ask for it. Throws `InvalidInputError` with every problem. `further` narrows it by
 * what parameters have no words for.
 */
export function parseListing(raw: RawParameters, further: Pick<ListingFilter, 'alsoTags'> = {}): ListingQuery {
  const reader = new ParameterReader(raw, LISTING_PARAMETERS);
  const filter = { ...readFilter(reader), ...further };
  const sort = readSort(reader, filter);
  const limit = reader.integer('limit', 1, MAX_LIMIT) ?? defaultLimit(filter);
  const page = readPage(reader, raw, filter, sort, limit);
  const facets = readFacets(reader);
  const count = reader.oneOf('count', ['exact', 'none']) ?? 'exact';
  reader.finish();
  return { filter, sort, limit, page, facets, count };
}

/** The filters alone, for `GET /api/catalog/facets`. */
export function parseFacetQuery(raw: RawParameters): ListingQuery {
  const reader = new ParameterReader(raw, [...FILTER_PARAMETERS, 'facets']);
  const filter = readFilter(reader);
  const facets = raw.facets === undefined ? DEFAULT_FACETS : readFacets(reader);
  reader.finish();
  return { filter, sort: 'newest', limit: 1, page: { kind: 'page', page: 1 }, facets, count: 'exact' };
}

/** A listing by identifiers shows all of them unless a limit says otherwise. */
export function defaultLimit({ ids, slugs }: ListingFilter): number {
  return ids !== undefined || slugs !== undefined ? MAX_LIMIT : DEFAULT_LIMIT;
}

/** The order that a listing has where none is asked for. */
export function defaultSort({ ids, slugs, q }: ListingFilter): SortOrder {
  if (ids !== undefined || slugs !== undefined) return 'asked';
  return q === undefined ? 'featured' : 'relevance';
}

function readFilter(reader: ParameterReader): ListingFilter {
  const terms: Partial<Record<TermsKey, readonly string[]>> = {};
  for (const { key, values: allowed } of TERMS_FILTERS) {
    const values = reader.list(key, MAX_FILTER_VALUES);
    if (values === undefined) continue;
    const unknown = allowed === undefined ? undefined : values.find((value) => !allowed.includes(value));
    if (unknown !== undefined)
      reader.refuse(
        key,
        unknown,
        `has no value ${unknown.slice(0, 40)}${didYouMean(unknown, allowed ?? [])}; see GET /api/catalog/filters`,
      );
    // The order of alternatives means nothing: a cursor fits however they are written.
    terms[key] = (key === 'currency' ? values.map((value) => value.toUpperCase()) : [...values]).sort();
  }
  const flags: Partial<Record<FlagKey, boolean>> = {};
  for (const { key } of FLAG_FILTERS) {
    const value = reader.flag(key);
    if (value !== undefined) flags[key] = value;
  }
  const q = readText(reader);
  const tagsMode = reader.oneOf('tagsMode', ['any', 'all']) ?? 'any';
  const ids = reader.list('ids', MAX_IDS);
  const slugs = reader.list('slugs', MAX_IDS);
  return {
    terms,
    flags,
    // Without tags there is nothing to combine: a cursor fits with and without the word.
    tagsMode: terms.tags === undefined ? 'any' : tagsMode,
    ranges: readRanges(reader),
    ...(q === undefined ? {} : { q }),
    ...(ids === undefined ? {} : { ids }),
    ...(slugs === undefined ? {} : { slugs }),
  };
}

function readRanges(reader: ParameterReader): ListingFilter['ranges'] {
  const ranges: Partial<Record<RangeKey, { min?: number; max?: number }>> = {};
  for (const { key } of RANGE_FILTERS) {
    const min = reader.decimal(`${key}Min`);
    const max = reader.decimal(`${key}Max`);
    if (min !== undefined && max !== undefined && min > max)
      reader.refuse(`${key}Min`, min, `is more than ${key}Max (${max})`);
    if (min !== undefined || max !== undefined)
      ranges[key] = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  return ranges;
}

function readText(reader: ParameterReader): string | undefined {
  const text = reader.single('q')?.trim();
  if (text === undefined) return undefined;
  if (text.length > MAX_QUERY_LENGTH) return reader.refuse('q', text, `is longer than ${MAX_QUERY_LENGTH} characters`);
  return /[\p{L}\p{N}]/u.test(text) ? text : reader.refuse('q', text, 'has no letter or digit to search for');
}

function readSort(reader: ParameterReader, filter: ListingFilter): SortOrder {
  const sort: Sort | undefined = reader.oneOf('sort', SORTS);
  if (sort === 'relevance' && filter.q === undefined) reader.refuse('sort', sort, 'needs a full-text query (q)');
  return sort ?? defaultSort(filter);
}

function readPage(
  reader: ParameterReader,
  raw: RawParameters,
  filter: ListingFilter,
  sort: SortOrder,
  limit: number,
): PageRequest {
  const first: PageRequest = { kind: 'page', page: 1 };
  const text = reader.single('cursor');
  if (text === undefined) {
    const page = reader.integer('page', 1, MAX_PAGE_REACH);
    if (page === undefined) return first;
    if (page * limit > MAX_PAGE_REACH)
      reader.refuse('page', page, `reaches beyond the first ${MAX_PAGE_REACH} products; follow nextCursor instead`);
    return { kind: 'page', page };
  }
  if (raw.page !== undefined) reader.refuse('page', raw.page, 'cannot be combined with cursor');
  return readCursor(reader, 'cursor', text, filter, sort) ?? first;
}

/** The page that a cursor asks for. */
export function readCursor(
  reader: Pick<ParameterReader, 'refuse'>,
  parameter: string,
  text: string,
  filter: ListingFilter,
  sort: SortOrder,
): Exclude<PageRequest, { kind: 'page' }> | undefined {
  const cursor = decodeCursor(text, listingFingerprint(filter, sort), sort);
  if (cursor === 'malformed')
    return reader.refuse(
      parameter,
      text,
      'is not a valid cursor; use nextCursor or prevCursor from a response, unchanged',
    );
  if (cursor === 'mismatch')
    return reader.refuse(parameter, text, 'belongs to another filter or sort; start without a cursor');
  return { kind: cursor.side, key: cursor.key };
}

function readFacets(reader: ParameterReader): readonly FilterKey[] {
  const asked = reader.list('facets', FILTERS.length);
  if (asked === undefined || (asked.length === 1 && asked[0] === 'false')) return [];
  if (asked.length === 1 && asked[0] === 'true') return DEFAULT_FACETS;
  const keys = FILTERS.map(({ key }) => key);
  const unknown = asked.find((key) => !(keys as readonly string[]).includes(key));
  if (unknown !== undefined)
    return reader.refuse('facets', unknown, `is not a facet${didYouMean(unknown, keys)}`) ?? [];
  return asked as readonly FilterKey[];
}
