import { signal } from '@preact/signals';

const TICK_MS = 1_000;
const STORED_DIFFERENCE = signal(0);

/**
 * The service's time in milliseconds, updated every second while the page is visible. Run times are the service's, so
 * durations are computed with it.
 */
export const now = signal(Date.now());

/**
 * Learns the difference between the service's clock and this computer's from a response's `Date` header, which has a
 * precision of one second.
 */
export function learnClock(date: string | null): void {
  const theirs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirs)) return;
  const difference = theirs + TICK_MS / 2 - Date.now();
  // Below two seconds, the difference is due to the header's precision and network latency.
  STORED_DIFFERENCE.value = Math.abs(difference) < 2 * TICK_MS ? 0 : difference;
}

/** The service's current time. */
export function serviceTime(): number {
  return Date.now() + STORED_DIFFERENCE.value;
}

/** Starts updating `now`; returns a function that stops it. */
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
