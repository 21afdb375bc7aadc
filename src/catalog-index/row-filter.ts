import type { FilterKey, ListingFilter, TermsKey } from '../listing/filters.js';
import { FLAG_FILTERS, isMultiTerms, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import type { Columns } from './columns.js';
import { FLAG } from './columns.js';

/** A test of one row. */
export type RowTest = (row: number) => boolean;

/** One chosen filter as a test; facets count "all filters but this one" by its key. */
export interface RowFilter {
  readonly key: FilterKey;
  readonly passes: RowTest;
}

/** The chosen terms, flags and ranges of a filter as tests over the columns. */
export function rowFilters(columns: Columns, filter: ListingFilter): readonly RowFilter[] {
  const filters: RowFilter[] = [];
  for (const { key } of TERMS_FILTERS) {
    const chosen = filter.terms[key];
    const passes = chosen === undefined ? undefined : termsTest(columns, key, chosen, key === 'tags' ? filter.tagsMode : 'any');
    const all = key === 'tags' ? withAlsoTags(columns, filter, passes) : passes;
    if (all !== undefined) filters.push({ key, passes: all });
  }
  for (const { key } of RANGE_FILTERS) {
    const bounds = filter.ranges[key];
    if (bounds === undefined) continue;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds;
    const column = columns.ranges[key];
    // A comparison with NaN (no such number) is false.
    filters.push({ key, passes: (row) => (column[row] ?? Number.NaN) >= min && (column[row] ?? Number.NaN) <= max });
  }
  for (const { key } of FLAG_FILTERS) {
    const wanted = filter.flags[key];
    if (wanted === undefined) continue;
    const column = columns.flags[key];
    const code = wanted ? FLAG.yes : FLAG.no;
    filters.push({ key, passes: (row) => column[row] === code });
  }
  return filters;
}

/** Both choices among the tags are one filter, so that the facet of the tags ignores both. */
function withAlsoTags(columns: Columns, { alsoTags }: ListingFilter, passes: RowTest | undefined): RowTest | undefined {
  if (alsoTags === undefined) return passes;
  const also = termsTest(columns, 'tags', alsoTags, 'any');
  return passes === undefined ? also : (row) => passes(row) && also(row);
}

function termsTest(columns: Columns, key: TermsKey, chosen: readonly string[], mode: 'any' | 'all'): RowTest {
  const codes = chosen.map((value) => columns.dictionaries[key].find(value));
  if (isMultiTerms(key)) {
    const values = columns.multiTerms[key];
    return mode === 'all'
      ? (row) => codes.every((code) => code !== 0 && values[row]?.includes(code))
      : (row) => codes.some((code) => code !== 0 && values[row]?.includes(code));
  }
  const column = columns.terms[key];
  const wanted = new Uint8Array(columns.dictionaries[key].size);
  for (const code of codes) if (code !== 0) wanted[code] = 1;
  return (row) => wanted[column[row] ?? 0] === 1;
}
