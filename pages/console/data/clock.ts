import { signal } from '@preact/signals';

const TICK_MS = 1_000;
const STORED_DIFFERENCE = signal(0);

/**
 * The service's time in milliseconds, each second anew while the page is looked at. Run times are the service's, so
 * durations are reckoned by it.
 */
export const now = signal(Date.now());

/**
 * Takes the difference between the service's clock and this computer's from an answer's `Date` header, which is exact
 * to a second.
 */
export function learnClock(date: string | null): void {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return;
  const difference = theirs + TICK_MS / 2 - Date.now();
  // Below two seconds it is the header's own coarseness and the way here.
  STORED_DIFFERENCE.value = Math.abs(difference) < 2 * TICK_MS ? 0 : difference;
}

/** The service's time now. */
export function serviceTime(): number {
  return Date.now() + STORED_DIFFERENCE.value;
}

/** Lets `now` tick; returns what stops it. */
export function startClock(): () => void {
  const tick = (): void => {
    if (!document.hidden) now.value = serviceTime();
  };
  const timer = setInterval(tick, TICK_MS);
  document.addEventListener('visibilitychange', tick);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  };
}
