import { computed } from '@preact/signals';

import { address, navigate } from '../../shared/router.js';
import { readSelection, type Selection, selectionText } from '../../../packages/storefront-address/selection.js';

/** The selection according to the address. */
export const selection = computed<Selection>(() => readSelection(address.value.query));

/** The address of a selection. */
export function hrefOf(chosen: Selection): string {
  const text = selectionText(chosen);
  return text === '' ? '/' : `/?${text}`;
}

/**
 * Shows a selection: a click adds a history entry, dragging and typing replace the current one. Cursors are never part
 * of the address.
 */
export function choose(chosen: Selection, mode: 'push' | 'replace' = 'push'): void {
  navigate(hrefOf(chosen), mode);
}
