import { type Signal, useSignal, useSignalEffect } from '@preact/signals';

import { navigate } from '../../shared/router.js';
import { forgetSuggestions, suggestFor, suggestions } from '../data/suggestions.js';
import { choose, selection } from '../state/go.js';
import { NOTHING } from '../../../packages/storefront-address/selection.js';

const LONGEST = 200;

/** The state of a search box with suggestions, and its keyboard behavior. */
export interface Combobox {
  readonly text: Signal<string>;
  /** The option that Enter would select; -1: the typed text. */
  readonly active: Signal<number>;
  readonly type: (text: string) => void;
  readonly close: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Goes to an option's address, or searches for the typed text. */
  readonly go: (href: string | undefined) => void;
}

/** A combobox following the ARIA pattern: arrows move, Enter selects, Escape closes and then clears. */
export function useCombobox(): Combobox {
  const text = useSignal(selection.value.q);
  const active = useSignal(-1);
  // The address also changes in other ways: back, a suggestion, a chip.
  useSignalEffect(() => {
    text.value = selection.value.q;
  });
  const close = (): void => {
    active.value = -1;
    forgetSuggestions();
  };
  const type = (typed: string): void => {
    text.value = typed;
    active.value = -1;
    suggestFor(typed);
  };
  const go = (href: string | undefined): void => {
    close();
    if (href === undefined) search(text.value);
    else navigate(href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const count = suggestions.value.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && count > 0) {
      event.preventDefault();
      active.value = nextActive(active.value, step, count);
    } else if (event.key === 'Escape' && (count > 0 || text.value !== '')) {
      event.preventDefault();
      if (count === 0) text.value = '';
      close();
    }
  };
  return { text, active, type, close, onKeyDown, go };
}

/** A new search starts from scratch: unrelated filters would only hide results. Clearing the box keeps them. */
function search(text: string): void {
  const q = text.trim().slice(0, LONGEST);
  choose(q === '' ? { ...selection.value, q, sort: undefined } : { ...NOTHING, q });
}

/** The position before the first option is the box itself. */
function nextActive(active: number, step: number, count: number): number {
  const places = count + 1;
  return ((active + 1 + step + places) % places) - 1;
}
