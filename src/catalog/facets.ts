import type { FacetCount } from '../live-catalog/facet-counts.js';
import type { FlagFilter, ListingFilter, RangeFilter, TermsFilter } from '../listing/filters.js';
import { FILTERS } from '../listing/filters.js';
import { labelOf } from '../listing/labels.js';
import type { Facet, FacetValue } from './dto/facet.dto.js';

/**
 * The maximum number of values a facet over an open vocabulary lists; the products of all others are counted as
 * `other`.
 */
const MAX_VALUES = 100;

/** Counts as clients see them: with labels, in display order, with the selected values marked. */
export function toFacets(counts: readonly FacetCount[], filter: ListingFilter): Facet[] {
  return counts.flatMap((count) => {
    const definition = FILTERS.find(({ key }) => key === count.key);
    switch (definition?.kind) {
      case 'terms':
        return [termsFacet(definition, count, filter)];
      case 'boolean':
        return [booleanFacet(definition, count, filter)];
      case 'range':
        return [rangeFacet(definition, count, filter)];
      default:
        return [];
    }
  });
}

function termsFacet(
  { key, label, values: vocabulary }: TermsFilter,
  { counts, missing }: FacetCount,
  filter: ListingFilter,
): Facet {
  const chosen = filter.terms[key] ?? [];
  const listed = new Set(counts.keys());
  // A selected value stays listed so that it can be deselected, even if no product has it.
  for (const value of chosen) listed.add(value);
  const values: FacetValue[] = [...listed].map((value) => ({
    value,
    label: labelOf(key, value),
    count: counts.get(value) ?? 0,
    selected: chosen.includes(value),
    query: `${key}=${encodeURIComponent(value.replaceAll(',', '\\,'))}`,
  }));
  values.sort(vocabulary === undefined ? byCount : (a, b) => vocabulary.indexOf(a.value) - vocabulary.indexOf(b.value));
  const shown = values.filter(({ selected }, position) => selected || position < MAX_VALUES);
  const other = values.filter((value) => !shown.includes(value)).reduce((sum, { count }) => sum + count, 0);
  const operator = key === 'tags' && filter.tagsMode === 'all' ? 'and' : 'or';
  return { key, label, kind: 'terms', operator, selectedCount: chosen.length, missing, other, values: shown };
}

/** Most frequent first, then by label. */
function byCount(a: FacetValue, b: FacetValue): number {
  return b.count - a.count || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
}

function booleanFacet({ key, label }: FlagFilter, { counts, missing }: FacetCount, filter: ListingFilter): Facet {
  const chosen = filter.flags[key];
  const values = [true, false].map((value) => ({
    value: String(value),
    label: value ? 'Yes' : 'No',
    count: counts.get(String(value)) ?? 0,
    selected: chosen === value,
    query: `${key}=${value}`,
  }));
  return {
    key,
    label,
    kind: 'boolean',
    operator: 'or',
    selectedCount: chosen === undefined ? 0 : 1,
    missing,
    other: 0,
    values,
  };
}

function rangeFacet(
  { key, label, unit, edges }: RangeFilter,
  { counts, missing, min, max }: FacetCount,
  filter: ListingFilter,
): Facet {
  const chosen = filter.ranges[key];
  return {
    key,
    label,
    kind: 'range',
    unit,
    selectedCount: chosen === undefined ? 0 : 1,
    missing,
    other: 0,
    ...(min === undefined || max === undefined ? {} : { min, max }),
    ...(chosen === undefined ? {} : { selected: { ...chosen } }),
    buckets: edges.map((from, bucket) => ({
      from,
      ...(edges[bucket + 1] === undefined ? {} : { to: edges[bucket + 1] }),
      count: counts.get(String(bucket)) ?? 0,
    })),
  };
}
