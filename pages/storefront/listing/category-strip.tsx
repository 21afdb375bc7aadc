import { listing } from '../data/listing-store.js';
import { choose, selection } from '../state/go.js';
import { toggleTerm, withTerms } from '../../../packages/storefront-address/selection.js';

/** Kept while a response without this facet is pending, so that the strip does not jump. */
const EVER = [
  ['rings', 'Rings'],
  ['necklaces', 'Necklaces'],
  ['earrings', 'Earrings'],
  ['bracelets', 'Bracelets'],
  ['jewelry', 'Other jewelry'],
] as const;

/** The categories across the page; several may be selected. */
export function CategoryStrip() {
  const chosen = selection.value.terms.category ?? [];
  const facet = listing.value?.facets.find(({ key }) => key === 'category');
  return (
    <nav class="strip" aria-label="Categories">
      <ul class="strip-list">
        <li>
          <button
            type="button"
            aria-pressed={chosen.length === 0}
            onClick={() => choose(withTerms(selection.value, 'category', []))}
          >
            All pieces
          </button>
        </li>
        {EVER.map(([value, label]) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={chosen.includes(value)}
              onClick={() => choose(toggleTerm(selection.value, 'category', value))}
            >
              {label}{' '}
              <span class="strip-count">{facet && (facet.values?.find((one) => one.value === value)?.count ?? 0)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
