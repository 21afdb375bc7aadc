import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

import type { Facet } from '../data/listing.js';
import { withAllValues } from '../data/vocabulary.js';
import { choose, selection } from '../state/go.js';
import { type TermsKey, toggleTerm } from '../../../packages/storefront-address/selection.js';
import { FacetFrame } from './facet-frame.js';
import { inShort, inTradeOrder } from './facet-order.js';

interface TermsProps {
  readonly facet: Facet;
  /** The facets of the whole catalog. */
  readonly whole: readonly Facet[];
  readonly name: TermsKey;
  readonly title: string;
  /** The drawing next to a value. */
  readonly drawing?: (value: string) => ComponentChildren;
  readonly label: (value: string, label: string) => string;
  /** The label for products without a value. */
  readonly missing?: string | undefined;
}

const SHORT = 7;

/** Named values as check boxes, each with the count that selecting it would give. */
export function TermsFacet({ facet, whole, name, title, drawing, label, missing }: TermsProps) {
  const isLong = useSignal(false);
  const all = inTradeOrder(name, withAllValues(facet, whole).values ?? []);
  const shown = isLong.value ? all : inShort(all, whole.find(({ key }) => key === name)?.values ?? all, SHORT);
  return (
    <FacetFrame name={name} title={title}>
      <ul class="values">
        {shown.map(({ value, label: text, count, selected }) => (
          <li key={value}>
            <label class={count === 0 && !selected ? 'value value-empty' : 'value'}>
              <input
                type="checkbox"
                checked={selected}
                onChange={() => choose(toggleTerm(selection.value, name, value))}
              />
              {drawing?.(value)}
              <span class="value-label">{label(value, text)}</span> <span class="value-count">{count}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length < all.length && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            isLong.value = true;
          }}
        >
          Show all {all.length}
        </button>
      )}
      {missing !== undefined && facet.missing > 0 && (
        <p class="facet-missing">
          {missing}: {facet.missing}
        </p>
      )}
    </FacetFrame>
  );
}
