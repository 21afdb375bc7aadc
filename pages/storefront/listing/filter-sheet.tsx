import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../../shared/icon.js';
import { FacetRail } from '../facets/facet-rail.js';
import { listing, waiting } from '../data/listing-store.js';
import { chipsOf, withoutFilters } from '../state/chips.js';
import { choose, selection } from '../state/go.js';
import { piecesWords } from '../words/heading.js';

/** The filters on a small screen: a full-height dialog, with the number of results always visible. */
export function FilterSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const total = listing.value?.total ?? 0;
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="sheet-heading" onClose={onClose}>
      {isOpen && (
        <>
          <div class="sheet-head">
            <h2 id="sheet-heading">Filters</h2>
            <button type="button" class="icon-button" aria-label="Close the filters" onClick={onClose}>
              <Icon name="x" size={22} />
            </button>
          </div>
          <div class="sheet-body">
            <FacetRail />
          </div>
          <div class="sheet-foot">
            {chipsOf(selection.value).length > 0 && (
              <button type="button" class="link-button" onClick={() => choose(withoutFilters(selection.value))}>
                Clear all
              </button>
            )}
            <button type="button" class="button button-strong" onClick={onClose}>
              {waiting.value === 'long' ? 'Counting …' : `Show ${piecesWords(total)}`}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
