import type { FilterKey, FlagKey, RangeKey, TermsKey } from '../listing/filters.js';
import { FLAG_FILTERS, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import type { Columns, SingleTermsKey } from './columns.js';
import type { RowFilter, RowTest } from './row-filter.js';

/** What one facet counted over the rows that pass every filter but its own. */
export interface FacetCount {
  readonly key: FilterKey;
  /** Count per value (terms), per `true`/`false` (flags) or per bucket number (ranges). */
  readonly counts: ReadonlyMap<string, number>;
  /** Products to which the facet does not apply. */
  readonly missing: number;
  /** Smallest and largest number (ranges only, where there is one). */
  readonly min?: number;
  readonly max?: number;
}

/** Exact total and facets of a listing. */
export interface ListingCounts {
  readonly total: number;
  readonly facets: readonly FacetCount[];
}

/**
 * Total and every facet in one pass over the rows. A row that passes all filters counts for the total and for each facet;
 * a row that fails exactly one filter counts for that filter's facet only (a facet ignores its own selection); a row
 * that fails two counts for nothing.
 */
export function countListing(columns: Columns, base: RowTest, filters: readonly RowFilter[], keys: readonly FilterKey[]): ListingCounts {
  const counters = keys.map((key) => counterOf(columns, key));
  const counterOfFilter = filters.map(({ key }) => counters.find((counter) => counter.key === key));
  let total = 0;
  for (let row = 0; row < columns.length; row++) {
    if (columns.visible[row] !== 1) continue;
    let failed = -1;
    let failures = 0;
    for (let index = 0; index < filters.length && failures < 2; index++) {
      if (filters[index]?.passes(row) === false) {
        failed = index;
        failures++;
      }
    }
    if (failures > 1 || !base(row)) continue;
    if (failures === 1) {
      counterOfFilter[failed]?.add(row);
      continue;
    }
    total++;
    for (const counter of counters) counter.add(row);
  }
  return { total, facets: counters.map((counter) => counter.result()) };
}

interface Counter {
  readonly key: FilterKey;
  add(row: number): void;
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
  const dictionary = columns.dictionaries[key];
  const counts = new Uint32Array(dictionary.size);
  const bump = (code: number): void => { counts[code] = (counts[code] ?? 0) + 1; };
  const column = key === 'tags' ? undefined : columns.terms[key as SingleTermsKey];
  return {
    key,
    add: column === undefined
      ? (row) => {
          const tags = columns.tags[row] ?? [];
          if (tags.length === 0) bump(0);
          for (const code of tags) bump(code);
        }
      : (row) => bump(column[row] ?? 0),
    result: () => ({
      key,
      counts: new Map([...counts].flatMap((count, code) => (code > 0 && count > 0 ? [[dictionary.decode(code), count] as const] : []))),
      missing: counts[0] ?? 0,
    }),
  };
}

function flagCounter(columns: Columns, key: FlagKey): Counter {
  const counts = [0, 0, 0];
  const column = columns.flags[key];
  return {
    key,
    add: (row) => { counts[column[row] ?? 0]!++; },
    result: () => ({ key, counts: new Map([['true', counts[2] ?? 0], ['false', counts[1] ?? 0]]), missing: counts[0] ?? 0 }),
  };
}

function rangeCounter(columns: Columns, key: RangeKey, edges: readonly number[]): Counter {
  const column = columns.ranges[key];
  const counts = new Uint32Array(edges.length);
  let missing = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    key,
    add: (row) => {
      const value = column[row] ?? Number.NaN;
      if (Number.isNaN(value)) { missing++; return; }
      let bucket = 0;
      while (bucket + 1 < edges.length && value >= (edges[bucket + 1] ?? 0)) bucket++;
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      if (value < min) min = value;
      if (value > max) max = value;
    },
    result: () => ({
      key,
      counts: new Map([...counts].map((count, bucket) => [String(bucket), count] as const)),
      missing,
      ...(min <= max ? { min, max } : {}),
    }),
  };
}
