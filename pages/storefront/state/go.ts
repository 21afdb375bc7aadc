import { computed } from '@preact/signals';

import { address, navigate } from '../../shared/router.js';
import { readSelection, type Selection, selectionText } from './selection.js';

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

/** The slug of a product page's address; `undefined` for the listing. */
export function slugOf(path: string): string | undefined {
  const [, text] = /^\/p\/([^/]+)\/?$/.exec(path) ?? [];
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
