import type { FilterKey, FlagKey, MultiTermsKey, RangeKey, TermsKey } from '../listing/filters.js';
import { FLAG_FILTERS, isMultiTerms, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import type { Columns } from './columns.js';
import { FLAG } from './columns.js';

/** The counts of one facet over the rows that pass every other filter. */
export interface FacetCount {
  readonly key: FilterKey;
  /** Count per value (terms), per `true`/`false` (flags) or per bucket number (ranges). */
  readonly counts: ReadonlyMap<string, number>;
  /** Products that have no value for the facet. */
  readonly missing: number;
  /** Smallest and largest number (ranges only, and only if there is one). */
  readonly min?: number;
  readonly max?: number;
}

/** The exact total and the facets of a listing. */
export interface ListingCounts {
  readonly total: number;
  readonly facets: readonly FacetCount[];
}

/** The rows to count facets over. */
export interface FacetRows {
  /** Rows that pass every filter. */
  readonly passing: Uint32Array;
  /** Rows that fail only this filter: a facet ignores its own selection. */
  failingOnly(key: FilterKey): Uint32Array;
}

/** Counts the facets column by column, which is several times faster than row by row. */
export function countFacets(columns: Columns, rows: FacetRows, keys: readonly FilterKey[]): FacetCount[] {
  return keys.map((key) => {
    const counter = counterOf(columns, key);
    counter.add(rows.passing);
    counter.add(rows.failingOnly(key));
    return counter.result();
  });
}

/** The facet of a range over all public rows. */
export type CountAllOfRange = (key: RangeKey, edges: readonly number[]) => FacetCount;

/** The facets of the whole catalog. Values and flags are already counted; ranges are read from their orders. */
export function countAll(columns: Columns, keys: readonly FilterKey[], ofRange: CountAllOfRange): FacetCount[] {
  return keys.map((key) => {
    const range = RANGE_FILTERS.find((filter) => filter.key === key);
    if (range !== undefined) return ofRange(range.key, range.edges);
    if (FLAG_FILTERS.some((filter) => filter.key === key)) return flagCounts(key, columns.counts[key as FlagKey]);
    return termCounts(columns, key as TermsKey, columns.counts[key as TermsKey]);
  });
}

interface Counter {
  readonly key: FilterKey;
  add(rows: Uint32Array): void;
  result(): FacetCount;
}

function counterOf(columns: Columns, key: FilterKey): Counter {
  const range = RANGE_FILTERS.find((filter) => filter.key === key);
  if (range !== undefined) return rangeCounter(columns, range.key, range.edges);
  if (FLAG_FILTERS.some((filter) => filter.key === key)) return flagCounter(columns, key as FlagKey);
  if (TERMS_FILTERS.some((filter) => filter.key === key)) return termsCounter(columns, key as TermsKey);
  throw new TypeError(`No filter is called ${key}`);
}

function termsCounter(columns: Columns, key: TermsKey): Counter {
  if (isMultiTerms(key)) return severalCounter(columns, key);
  const counts = new Uint32Array(columns.dictionaries[key].size);
  return {
    key,
    add: (rows) => countCodes(columns.terms[key], rows, counts),
    result: () => termCounts(columns, key, counts),
  };
}

/** Counts rows per value list, and then expands each list once. */
function severalCounter(columns: Columns, key: MultiTermsKey): Counter {
  const lists = columns.lists[key];
  const perList = new Uint32Array(lists.size);
  return {
    key,
    add: (rows) => countCodes(columns.multiTerms[key], rows, perList),
    result: () => {
      const counts = new Uint32Array(columns.dictionaries[key].size);
      counts[0] = perList[0] ?? 0;
      // Most lists belong to few products, and only few of tens of thousands were counted. Iterators would be slow
      // here.
      for (let list = 0; list < perList.length; list++) {
        const count = perList[list] ?? 0;
        if (count > 0) for (const code of lists.at(list)) counts[code] = (counts[code] ?? 0) + count;
      }
      return termCounts(columns, key, counts);
    },
  };
}

function termCounts(columns: Columns, key: TermsKey, counts: ArrayLike<number>): FacetCount {
  const dictionary = columns.dictionaries[key];
  const found = new Map<string, number>();
  for (let code = 1; code < counts.length; code++) {
    const count = counts[code] ?? 0;
    if (count > 0) found.set(dictionary.decode(code), count);
  }
  return { key, counts: found, missing: counts[0] ?? 0 };
}

function flagCounts(key: FilterKey, counts: ArrayLike<number>): FacetCount {
  return {
    key,
    counts: new Map([
      ['true', counts[FLAG.yes] ?? 0],
      ['false', counts[FLAG.no] ?? 0],
    ]),
    missing: counts[FLAG.missing] ?? 0,
  };
}

function countCodes(column: Uint32Array | Uint8Array, rows: Uint32Array, counts: Uint32Array): void {
  for (let at = 0; at < rows.length; at++) {
    const code = column[rows[at] ?? 0] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
}

function flagCounter(columns: Columns, key: FlagKey): Counter {
  const counts = new Uint32Array(3);
  return {
    key,
    add: (rows) => countCodes(columns.flags[key], rows, counts),
    result: () => flagCounts(key, counts),
  };
}

function rangeCounter(columns: Columns, key: RangeKey, edges: readonly number[]): Counter {
  const column = columns.ranges[key];
  const counts = new Uint32Array(edges.length);
  const all = { missing: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  return {
    key,
    add: (rows) => {
      // Local variables: numbers shared with a closure are allocated anew on each assignment.
      let { missing, min, max } = all;
      for (let at = 0; at < rows.length; at++) {
        const value = column[rows[at] ?? 0] ?? Number.NaN;
        if (Number.isNaN(value)) {
          missing++;
          continue;
        }
        let bucket = 0;
        while (bucket + 1 < edges.length && value >= (edges[bucket + 1] ?? 0)) bucket++;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      Object.assign(all, { missing, min, max });
    },
    result: () => ({
      key,
      counts: new Map([...counts].map((count, bucket) => [String(bucket), count] as const)),
      missing: all.missing,
      ...(all.min <= all.max ? { min: all.min, max: all.max } : {}),
    }),
  };
}
