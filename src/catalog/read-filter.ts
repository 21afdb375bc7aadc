import { didYouMean } from '../http/input/wording.js';
import type { FilterKey, FlagKey, ListingFilter, RangeKey, TermsKey } from '../listing/filters.js';
import { FILTERS, FLAG_FILTERS, MAX_FILTER_VALUES, MAX_IDS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_QUERY_LENGTH } from '../listing/listing-query.js';
import { SORTS, type SortOrder } from '../listing/sort-orders.js';

/** The source of a filter's values: the query parameters of REST or the arguments of GraphQL. */
export interface FilterSource {
  /** Records a problem with a parameter. */
  refuse(parameter: string, value: unknown, problem: string): undefined;
  /** The client's name for a parameter. */
  nameOf(parameter: string): string;
  /** One or more values without duplicates. */
  list(parameter: string, most: number): readonly string[] | undefined;
  oneOf<T extends string>(parameter: string, allowed: readonly T[]): T | undefined;
  single(parameter: string): string | undefined;
  flag(parameter: string): boolean | undefined;
  /** A number of at least 0. */
  decimal(parameter: string): number | undefined;
}

/** The facets to count if none are named: the closed vocabularies, purity, tags, the ranges and the flags. */
export const DEFAULT_FACETS: readonly FilterKey[] = FILTERS.map(({ key }) => key).filter(
  (key) => !['finish', 'cut', 'clarity', 'color', 'certification', 'creator', 'currency'].includes(key),
);

/** Every parameter of a filter, in the order of the documentation. */
export const FILTER_PARAMETERS: readonly string[] = [
  ...TERMS_FILTERS.map(({ key }) => key),
  'tagsMode',
  ...RANGE_FILTERS.flatMap(({ key }) => [`${key}Min`, `${key}Max`]),
  ...FLAG_FILTERS.map(({ key }) => key),
  'q',
  'ids',
  'slugs',
];

/** Parses a filter by the table of filters that REST and GraphQL share. */
export function readFilter(source: FilterSource): ListingFilter {
  const terms = readTerms(source);
  const flags: Partial<Record<FlagKey, boolean>> = {};
  for (const { key } of FLAG_FILTERS) {
    const value = source.flag(key);
    if (value !== undefined) flags[key] = value;
  }
  const q = readText(source);
  const tagsMode = source.oneOf('tagsMode', ['any', 'all']) ?? 'any';
  const ids = source.list('ids', MAX_IDS);
  const slugs = source.list('slugs', MAX_IDS);
  return {
    terms,
    flags,
    // Without tags the mode has no effect: normalized, so that a cursor matches with and without it.
    tagsMode: terms.tags === undefined ? 'any' : tagsMode,
    ranges: readRanges(source),
    ...(q === undefined ? {} : { q }),
    ...(ids === undefined ? {} : { ids }),
    ...(slugs === undefined ? {} : { slugs }),
  };
}

/**
 * The requested sort order; by default the order of the ids, by relevance for a search, else featured products first.
 */
export function readSort(source: FilterSource, { ids, slugs, q }: ListingFilter): SortOrder {
  const sort = source.oneOf('sort', SORTS);
  if (sort === 'relevance' && q === undefined) source.refuse('sort', sort, 'needs a full-text query (q)');
  if (sort !== undefined) return sort;
  if (ids !== undefined || slugs !== undefined) return 'asked';
  return q === undefined ? 'featured' : 'relevance';
}

/** The facets that a parameter names; `undefined` if it names none. */
export function readFacetKeys(source: FilterSource, parameter: string): readonly FilterKey[] | undefined {
  const asked = source.list(parameter, FILTERS.length);
  const keys: readonly string[] = FILTERS.map(({ key }) => key);
  const unknown = asked?.find((key) => !keys.includes(key));
  if (unknown !== undefined)
    return source.refuse(parameter, unknown, `has ${unknown}, which is not a facet${didYouMean(unknown, keys)}`);
  return asked as readonly FilterKey[] | undefined;
}

/** A listing by ids or slugs returns all of them unless a limit is given. */
export function defaultLimit({ ids, slugs }: ListingFilter): number {
  return ids !== undefined || slugs !== undefined ? MAX_LIMIT : DEFAULT_LIMIT;
}

function readTerms(source: FilterSource): ListingFilter['terms'] {
  const terms: Partial<Record<TermsKey, readonly string[]>> = {};
  for (const { key, values: allowed } of TERMS_FILTERS) {
    const values = source.list(key, MAX_FILTER_VALUES);
    if (values === undefined) continue;
    const unknown = allowed === undefined ? undefined : values.find((value) => !allowed.includes(value));
    if (unknown !== undefined)
      source.refuse(
        key,
        unknown,
        `has no value ${unknown.slice(0, 40)}${didYouMean(unknown, allowed ?? [])}; see GET /api/catalog/filters`,
      );
    // The order of alternatives has no meaning: sorted, so that a cursor matches however they are written.
    terms[key] = (key === 'currency' ? values.map((value) => value.toUpperCase()) : [...values]).sort();
  }
  return terms;
}

function readRanges(source: FilterSource): ListingFilter['ranges'] {
  const ranges: Partial<Record<RangeKey, { min?: number; max?: number }>> = {};
  for (const { key } of RANGE_FILTERS) {
    const min = source.decimal(`${key}Min`);
    const max = source.decimal(`${key}Max`);
    if (min !== undefined && max !== undefined && min > max)
      source.refuse(`${key}Min`, min, `is more than ${source.nameOf(`${key}Max`)} (${max})`);
    if (min !== undefined || max !== undefined)
      ranges[key] = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  }
  return ranges;
}

function readText(source: FilterSource): string | undefined {
  const text = source.single('q')?.trim();
  if (text === undefined) return undefined;
  if (text.length > MAX_QUERY_LENGTH) return source.refuse('q', text, `is longer than ${MAX_QUERY_LENGTH} characters`);
  return /[\p{L}\p{N}]/u.test(text) ? text : source.refuse('q', text, 'has no letter or digit to search for');
}
