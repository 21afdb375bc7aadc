import { signal } from '@preact/signals';

import type { Schemas } from '../../shared/api-client.js';
import { RAIL_FACETS } from '../../../packages/storefront-address/rail-facets.js';
import { api, ask } from './ask.js';
import type { Facet } from './listing.js';

/** The facets of the whole catalog; `undefined` until they are known, empty if they could not be loaded. */
export const wholeCatalog = signal<readonly Facet[] | undefined>(undefined);

let isAsked = false;

/**
 * Learns the available values, from an unfiltered listing or by one extra request. A filtered response omits values
 * that no product has under the other filters, but a filter that comes and goes is hard to find again.
 */
export function learnVocabulary(isUnfiltered: boolean, facets: readonly Facet[] | undefined): void {
  if (wholeCatalog.value !== undefined) return;
  if (isUnfiltered) {
    if (facets !== undefined) wholeCatalog.value = facets;
  } else if (!isAsked) {
    isAsked = true;
    void askVocabulary();
  }
}

async function askVocabulary(): Promise<void> {
  const query = { facets: [...RAIL_FACETS] };
  const outcome = await ask(() => api.GET('/api/catalog/facets', { params: { query } }));
  wholeCatalog.value ??= outcome.kind === 'answer' ? outcome.body.data.facets : [];
  if (outcome.kind !== 'answer') isAsked = false;
}

/** A facet with every value of the catalog in the catalog's order; values without matching products have count zero. */
export function withAllValues(facet: Facet, whole: readonly Facet[]): Facet {
  const all = whole.find(({ key }) => key === facet.key)?.values;
  if (all === undefined || facet.values === undefined) return facet;
  const now = new Map(facet.values.map((value) => [value.value, value]));
  const known = new Set(all.map(({ value }) => value));
  const empty = (value: Schemas['FacetValue']) => ({ ...value, count: 0, selected: false });
  const values = all.map((value) => now.get(value.value) ?? empty(value));
  return { ...facet, values: [...values, ...facet.values.filter(({ value }) => !known.has(value))] };
}
