import { effect, signal } from '@preact/signals';

import { serviceTime } from '../../data/clock.js';
import { topic } from '../../data/live.js';
import type { Census } from '../../data/topics.js';

/** The census at one point in time, as counts in the order of the versions, unrecognized documents last. */
export interface CensusPoint {
  readonly at: number;
  readonly counts: readonly number[];
}

/** How far back the chart reaches. */
export const HISTORY_MS = 10 * 60_000;
const LEAST_STEP_MS = 500;

/** The census data that this tab has received in the last ten minutes. The service stores only daily figures. */
export const censusHistory = signal<readonly CensusPoint[]>([]);

/** Adds a point, and drops those that are too old. Of two points within half a second, the newer one is kept. */
export function withPoint(history: readonly CensusPoint[], point: CensusPoint): readonly CensusPoint[] {
  const kept = history.filter(({ at }) => point.at - at <= HISTORY_MS);
  const last = kept.at(-1);
  return last !== undefined && point.at - last.at < LEAST_STEP_MS ? [...kept.slice(0, -1), point] : [...kept, point];
}

/** The counts of a census, oldest version first, unrecognized ones last. */
export function countsOf({ byVersion, unrecognised }: Census): readonly number[] {
  return [...byVersion.map(({ documents }) => documents), unrecognised];
}

effect(() => {
  const census = topic('census')?.data ?? null;
  if (census === null || census.reading !== null) return;
  censusHistory.value = withPoint(censusHistory.peek(), { at: serviceTime(), counts: countsOf(census) });
});
