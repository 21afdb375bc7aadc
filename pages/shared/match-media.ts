import { signal, type ReadonlySignal } from '@preact/signals';

/** Whether a media query matches, updated on every change. */
export function mediaSignal(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener('change', () => {
    matches.value = list.matches;
  });
  return matches;
}
