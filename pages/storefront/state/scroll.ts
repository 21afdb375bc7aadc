import { type Address, entryMemory } from '../../shared/router.js';

const GIVE_UP_MS = 2000;
/** Events by which a reader shows that they want to be elsewhere than where the page is about to scroll. */
const OWN_WAYS = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;

let ended: (() => void) | undefined;

/** Scrolls to the right position after a change of the address. */
export function scrollFor({ arrival, path }: Address, previousPath: string | undefined): void {
  ended?.();
  if (arrival === 'back' || arrival === 'open') restore(entryMemory().scroll ?? 0);
  else if (path !== previousPath) scrollTo(0, 0);
  else if (arrival === 'push') showResults();
}

/** After selecting a filter far down the page, shows the results from the top. */
function showResults(): void {
  const results = document.getElementById('results');
  if (results !== null && results.getBoundingClientRect().top < 0) results.scrollIntoView({ block: 'start' });
}

/** Scrolls as soon as the page is long enough, unless the reader moves first. */
function restore(top: number): void {
  if (top === 0) {
    scrollTo(0, 0);
    return;
  }
  const started = performance.now();
  let frame = 0;
  const end = (): void => {
    cancelAnimationFrame(frame);
    for (const way of OWN_WAYS) removeEventListener(way, end);
    ended = undefined;
  };
  const attempt = (): void => {
    scrollTo(0, top);
    if (Math.abs(scrollY - top) < 2 || performance.now() - started > GIVE_UP_MS) end();
    else frame = requestAnimationFrame(attempt);
  };
  for (const way of OWN_WAYS) addEventListener(way, end, { passive: true });
  ended = end;
  frame = requestAnimationFrame(attempt);
}
