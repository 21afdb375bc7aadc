import type { Facet } from '../data/listing.js';
import { flagWords } from '../state/chips.js';
import { choose, selection } from '../state/go.js';
import { type FlagKey, withFlag } from '../../../packages/storefront-address/selection.js';
import { FacetFrame } from './facet-frame.js';

/** The answers on offer. For stones, both lab-grown and mined; for the rest only yes. */
const OFFERED: readonly (readonly [FlagKey, boolean])[] = [
  ['recycled', true],
  ['labGrown', true],
  ['labGrown', false],
  ['conflictFree', true],
  ['inStock', true],
];

/** Origin and stock: yes-or-no filters. The two answers to one question exclude each other. */
export function FlagsFacet({ facets }: { readonly facets: readonly Facet[] }) {
  const { flags } = selection.value;
  return (
    <FacetFrame name="origin" title="Origin and stock">
      <ul class="values">
        {OFFERED.map(([key, value]) => {
          const counts = facets.find((facet) => facet.key === key)?.values;
          const count = counts?.find((one) => one.value === String(value))?.count ?? 0;
          const isChosen = flags[key] === value;
          return (
            <li key={`${key}${value}`}>
              <label class={count === 0 && !isChosen ? 'value value-empty' : 'value'}>
                <input
                  type="checkbox"
                  checked={isChosen}
                  onChange={() => choose(withFlag(selection.value, key, isChosen ? undefined : value))}
                />
                <span class="value-label">{flagWords(key, value)}</span> <span class="value-count">{count}</span>
              </label>
            </li>
          );
        })}
      </ul>
    </FacetFrame>
  );
}
