import type { Collections } from '../database/collections.js';
import { readMembers } from '../database/replication.js';
import type { OwnedRun } from './run/owned-run.js';

/** The measurements that determine a migration's pace. */
export interface Surroundings {
  /** The current duration of reading a product, in milliseconds. */
  timeOfRead(): Promise<number>;
  /** Lag of the slowest secondary that is up; 0 if there is none, or if the privilege to ask is missing. */
  lagSeconds(): Promise<number>;
  /** A monotonic clock, in milliseconds. */
  now(): number;
  /** May end early. */
  sleep(ms: number): Promise<unknown>;
}

/** Real measurements; what an operator requests of the run ends a pause. */
export function measuredSurroundings(collections: Collections, run: Pick<OwnedRun, 'pause'>): Surroundings {
  return {
    // Like a product page, including the wait for the event loop. As bytes: decoding is not the database's time.
    timeOfRead: async () => {
      const begun = performance.now();
      await collections.products.findOne({}, { sort: { _id: 1 }, raw: true });
      return performance.now() - begun;
    },
    lagSeconds: async () => {
      const members = await readMembers(collections.client).catch(() => []);
      return Math.max(0, ...members.map(({ lagSeconds }) => lagSeconds ?? 0));
    },
    now: () => performance.now(),
    sleep: (ms) => run.pause(ms),
  };
}
