import { FLAG_FILTERS, MAX_FILTER_VALUES, RANGE_FILTERS, TERMS_FILTERS } from '../listing/filters.js';
import { labelOf } from '../listing/labels.js';
import { SORTS } from '../listing/sort-orders.js';

/** A filter, described for clients that build a filter sidebar. */
export interface FilterDescription {
  readonly key: string;
  readonly label: string;
  readonly kind: 'terms' | 'range' | 'boolean';
  /** The REST parameters that set it. */
  readonly parameters: readonly string[];
  readonly unit?: string;
  /** The maximum number of values that can be selected at once. */
  readonly maxValues?: number;
  /** The closed vocabulary; absent if the values come from the products (facets list them). */
  readonly values?: readonly { readonly value: string; readonly label: string }[];
}

/** Every filter and sort order of the listing. */
export function filterVocabulary(): {
  readonly filters: readonly FilterDescription[];
  readonly sorts: readonly string[];
} {
  return {
    filters: [
      ...TERMS_FILTERS.map(({ key, label, values }) => ({
        key,
        label,
        kind: 'terms' as const,
        parameters: key === 'tags' ? ['tags', 'tagsMode'] : [key],
        maxValues: MAX_FILTER_VALUES,
        ...(values === undefined ? {} : { values: values.map((value) => ({ value, label: labelOf(key, value) })) }),
      })),
      ...RANGE_FILTERS.map(({ key, label, unit }) => ({
        key,
        label,
        kind: 'range' as const,
        parameters: [`${key}Min`, `${key}Max`],
        unit,
      })),
      ...FLAG_FILTERS.map(({ key, label }) => ({ key, label, kind: 'boolean' as const, parameters: [key] })),
    ],
    sorts: SORTS,
  };
}
