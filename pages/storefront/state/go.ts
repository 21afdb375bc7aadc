import { computed } from '@preact/signals';

import { address, navigate } from '../../shared/router.js';
import { readSelection, type Selection, selectionText } from '../../../packages/storefront-address/selection.js';

/** What the address says is chosen. */
export const selection = computed<Selection>(() => readSelection(address.value.query));

/** The address of a selection. */
export function hrefOf(chosen: Selection): string {
  const text = selectionText(chosen);
  return text === '' ? '/' : `/?${text}`;
}

/** Shows a selection: a click adds to the history, dragging and typing change the entry. No cursor is ever kept. */
export function choose(chosen: Selection, mode: 'push' | 'replace' = 'push'): void {
  navigate(hrefOf(chosen), mode);
}
