import { useSignal, useSignalEffect } from '@preact/signals';

import { Icon } from '../../shared/icon.js';
import { listing, trouble, waiting } from '../data/listing-store.js';
import { chipsOf } from '../state/chips.js';
import { choose, selection } from '../state/go.js';
import { type Sort, SORTS } from '../../../packages/storefront-address/selection.js';
import { piecesWords } from '../words/heading.js';
import { FilterSheet } from './filter-sheet.js';

/** Heading, count, the button for the filter sheet (on small screens), and the order. */
export function ResultsBar({ heading, isWide }: { readonly heading: string; readonly isWide: boolean }) {
  const isSheetOpen = useSignal(false);
  const chosen = chipsOf(selection.value).length;
  return (
    <div class="results-bar">
      <h1 id="heading">{heading}</h1>
      <CountLine />
      <div class="results-controls">
        {!isWide && (
          <button
            type="button"
            class="button"
            aria-haspopup="dialog"
            onClick={() => {
              isSheetOpen.value = true;
            }}
          >
            <Icon name="sliders-horizontal" />
            Filters{chosen === 0 ? '' : ` (${chosen})`}
          </button>
        )}
        <SortChoice />
      </div>
      {!isWide && (
        <FilterSheet
          isOpen={isSheetOpen.value}
          onClose={() => {
            isSheetOpen.value = false;
          }}
        />
      )}
    </div>
  );
}

/**
 * The count. Announced to screen readers half a second after the last change, so that they do not read every
 * intermediate value.
 */
function CountLine() {
  const spoken = useSignal('');
  useSignalEffect(() => {
    const text =
      trouble.value !== undefined || listing.value === undefined || waiting.value !== 'no'
        ? ''
        : piecesWords(listing.value.total);
    if (text === '') return undefined;
    const timer = setTimeout(() => {
      spoken.value = text;
    }, 500);
    return () => clearTimeout(timer);
  });
  const shown = listing.value;
  const corrected = shown?.correctedQuery;
  return (
    <p class="count">
      {trouble.value === undefined && shown !== undefined ? piecesWords(shown.total) : '\u00a0'}
      {corrected !== undefined && trouble.value === undefined && (
        <span class="corrected">
          {' '}
          for <b>{corrected}</b>
        </span>
      )}
      <output class="unseen" aria-live="polite">
        {spoken.value}
      </output>
    </p>
  );
}

function SortChoice() {
  const { q, sort } = selection.value;
  const offered = (Object.keys(SORTS) as Sort[]).filter((one) => one !== 'relevance' || q !== '');
  return (
    <label class="sort">
      <span>Sort</span>
      <select
        value={sort ?? (q === '' ? 'featured' : 'relevance')}
        onChange={({ currentTarget }) => choose({ ...selection.value, sort: currentTarget.value as Sort })}
      >
        {offered.map((one) => (
          <option key={one} value={one}>
            {SORTS[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
