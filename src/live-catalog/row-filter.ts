import type {
  FilterKey,
  ListingFilter,
  MultiTermsKey,
  RangeKey,
  SingleTermsKey,
  TermsKey,
} from '../listing/filters.js';
import { FLAG_FILTERS, isMultiTerms, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import type { Columns } from './columns.js';
import { FLAG } from './columns.js';

/** A test of one row. */
export type RowTest = (row: number) => boolean;

/** For each row, how many filters it fails (2 means more than one), and the position of one that it fails. */
export interface Failures {
  readonly count: Uint8Array;
  readonly of: Uint8Array;
}

/** One chosen filter over the columns. Facets use its key to count "all filters but this one". */
export interface RowFilter {
  readonly key: FilterKey;
  readonly passes: RowTest;
  /** Tests every row below `length` in one tight loop and records those that fail. */
  mark(failures: Failures, position: number, length: number): void;
  /** Number of public rows that pass, if the columns' counts give it without scanning rows. */
  readonly total: number | undefined;
}

/** Counts the public rows whose number lies within inclusive bounds. */
export type CountRange = (key: RangeKey, min: number, max: number) => number;

interface RangeBounds {
  readonly min?: number;
  readonly max?: number;
}

/** The chosen terms, flags and ranges of a filter. */
export function rowFilters(columns: Columns, filter: ListingFilter, countRange: CountRange): readonly RowFilter[] {
  const filters: RowFilter[] = [];
  for (const { key } of TERMS_FILTERS) {
    const chosen = filter.terms[key];
    if (chosen === undefined) continue;
    if (isMultiTerms(key)) filters.push(severalFilter(columns, key, chosen, key === 'tags' ? filter.tagsMode : 'any'));
    else filters.push(termsFilter(columns, key, chosen));
  }
  if (filter.alsoTags !== undefined) addAlsoTags(filters, severalFilter(columns, 'tags', filter.alsoTags, 'any'));
  for (const { key } of RANGE_FILTERS) {
    const bounds = filter.ranges[key];
    if (bounds !== undefined) filters.push(rangeFilter(key, columns.ranges[key], bounds, countRange));
  }
  for (const { key } of FLAG_FILTERS) {
    const wanted = filter.flags[key];
    if (wanted !== undefined) filters.push(flagFilter(columns, key, wanted));
  }
  return filters;
}

function termsFilter(columns: Columns, key: SingleTermsKey, chosen: readonly string[]): RowFilter {
  const column = columns.terms[key];
  const wanted = wantedCodes(columns, key, chosen);
  return {
    key,
    passes: (row) => wanted[column[row] ?? 0] === 1,
    mark: (failures, position, length) => {
      for (let row = 0; row < length; row++) if (wanted[column[row] ?? 0] !== 1) fail(failures, row, position);
    },
    total: sumOf(columns.counts[key], wanted),
  };
}

function flagFilter(columns: Columns, key: (typeof FLAG_FILTERS)[number]['key'], wanted: boolean): RowFilter {
  const column = columns.flags[key];
  const code = wanted ? FLAG.yes : FLAG.no;
  return {
    key,
    passes: (row) => column[row] === code,
    mark: (failures, position, length) => {
      for (let row = 0; row < length; row++) if (column[row] !== code) fail(failures, row, position);
    },
    total: columns.counts[key][code] ?? 0,
  };
}

function rangeFilter(key: RangeKey, column: Float64Array, bounds: RangeBounds, countRange: CountRange): RowFilter {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds;
  // A comparison with NaN (no number) is false.
  const passes: RowTest = (row) => (column[row] ?? Number.NaN) >= min && (column[row] ?? Number.NaN) <= max;
  return {
    key,
    passes,
    mark: (failures, position, length) => {
      for (let row = 0; row < length; row++) {
        const value = column[row] ?? Number.NaN;
        if (!(value >= min && value <= max)) fail(failures, row, position);
      }
    },
    get total() {
      return countRange(key, min, max);
    },
  };
}

/** The cached result for a value list. */
const LIST = { unknown: 0, passes: 1, fails: 2 } as const;

/** Tests each value list once for all products that share it. */
function severalFilter(
  columns: Columns,
  key: MultiTermsKey,
  chosen: readonly string[],
  mode: 'any' | 'all',
): RowFilter {
  const column = columns.multiTerms[key];
  const lists = columns.lists[key];
  const codes = chosen.map((value) => columns.dictionaries[key].find(value));
  // Code 0 stands for a value that no product ever had.
  const known = codes.filter((code) => code !== 0);
  const isImpossible = mode === 'all' && known.length < codes.length;
  const judged = new Uint8Array(lists.size);
  const judge = (number: number): boolean => {
    const list = lists.at(number);
    const has = (code: number): boolean => list.includes(code);
    const passes = !isImpossible && (mode === 'all' ? known.every(has) : known.some(has));
    judged[number] = passes ? LIST.passes : LIST.fails;
    return passes;
  };
  const passes: RowTest = (row) => {
    const number = column[row] ?? 0;
    const state = judged[number];
    return state === LIST.unknown ? judge(number) : state === LIST.passes;
  };
  return { key, passes, mark: markAll(passes), total: totalOf(columns.counts[key], isImpossible ? [] : known) };
}

/** Number of public rows with one of the values; `undefined` if a product may have more than one of them. */
function totalOf(counts: readonly number[], [only, ...others]: readonly number[]): number | undefined {
  if (only === undefined) return 0;
  return others.length === 0 ? (counts[only] ?? 0) : undefined;
}

function markAll(passes: RowTest): RowFilter['mark'] {
  return (failures, position, length) => {
    for (let row = 0; row < length; row++) if (!passes(row)) fail(failures, row, position);
  };
}

/** Both selections of tags form one filter, so that the tags facet ignores both. */
function addAlsoTags(filters: RowFilter[], also: RowFilter): void {
  const at = filters.findIndex(({ key }) => key === 'tags');
  const first = filters[at];
  if (first === undefined) {
    filters.push(also);
    return;
  }
  const passes: RowTest = (row) => first.passes(row) && also.passes(row);
  filters[at] = { key: 'tags', passes, mark: markAll(passes), total: undefined };
}

function wantedCodes(columns: Columns, key: TermsKey, chosen: readonly string[]): Uint8Array {
  const wanted = new Uint8Array(columns.dictionaries[key].size);
  for (const value of chosen) wanted[columns.dictionaries[key].find(value)] = 1;
  // Code 0 stands for a value that no product ever had.
  wanted[0] = 0;
  return wanted;
}

function sumOf(counts: readonly number[], wanted: Uint8Array): number {
  let sum = 0;
  for (let code = 1; code < wanted.length; code++) if (wanted[code] === 1) sum += counts[code] ?? 0;
  return sum;
}

function fail({ count, of }: Failures, row: number, position: number): void {
  count[row] = count[row] === 0 ? 1 : 2;
  of[row] = position;
}
