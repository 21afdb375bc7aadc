import { ParameterReader, type RawParameters } from '../http/parameter-reader.js';
import { decodeCursor, listingFingerprint } from '../listing/cursor.js';
import type { FilterKey, ListingFilter } from '../listing/filters.js';
import type { ListingQuery, PageRequest } from '../listing/listing-query.js';
import { MAX_LIMIT, MAX_PAGE_REACH } from '../listing/listing-query.js';
import type { SortOrder } from '../listing/sort-orders.js';
import {
  DEFAULT_FACETS,
  defaultLimit,
  FILTER_PARAMETERS,
  type FilterSource,
  readFacetKeys,
  readFilter,
  readSort,
} from './read-filter.js';

/** The maximum length of a text to suggest for, in characters. */
export const MAX_SUGGESTION_LENGTH = 64;

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
 * Parses a listing's REST parameters. Throws `InvalidInputError` with every problem. `further` adds conditions that
 * parameters cannot express.
 */
export function parseListing(raw: RawParameters, further: Pick<ListingFilter, 'alsoTags'> = {}): ListingQuery {
  const reader = new ParameterReader(raw, LISTING_PARAMETERS);
  const filter = { ...readFilter(reader), ...further };
  const sort = readSort(reader, filter);
  const limit = reader.integer('limit', 1, MAX_LIMIT) ?? defaultLimit(filter);
  const page = readPage(reader, raw, filter, sort, limit);
  const facets = readFacets(reader, raw);
  const count = reader.oneOf('count', ['exact', 'none']) ?? 'exact';
  reader.finish();
  return { filter, sort, limit, page, facets, count };
}

/** Parses only the filters, for `GET /api/catalog/facets`. */
export function parseFacetQuery(raw: RawParameters): ListingQuery {
  const reader = new ParameterReader(raw, [...FILTER_PARAMETERS, 'facets']);
  const filter = readFilter(reader);
  const facets = raw.facets === undefined ? DEFAULT_FACETS : readFacets(reader, raw);
  reader.finish();
  return { filter, sort: 'newest', limit: 1, page: { kind: 'page', page: 1 }, facets, count: 'exact' };
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

/** The page that a cursor points to. */
export function readCursor(
  reader: Pick<FilterSource, 'refuse'>,
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

function readFacets(reader: ParameterReader, raw: RawParameters): readonly FilterKey[] {
  if (raw.facets === 'true') return DEFAULT_FACETS;
  return raw.facets === 'false' ? [] : (readFacetKeys(reader, 'facets') ?? []);
}
