import { setTimeout as sleep } from 'node:timers/promises';

import type { Collections } from '../database/collections.js';
import { readMembers } from '../database/replication.js';

/** What a migration's pace has to go by. */
export interface Surroundings {
  /** How long a read of the catalog takes at this moment, in milliseconds. */
  timeOfRead(): Promise<number>;
  /** How far the slowest secondary that is up is behind; 0 where there is none, or where we may not ask. */
  lagSeconds(): Promise<number>;
  /** A clock, in milliseconds. */
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** The surroundings as they are. */
export function measuredSurroundings(collections: Collections): Surroundings {
  return {
    // As the catalog does it, with the wait for the event loop that its requests have too.
    timeOfRead: async () => {
      const begun = performance.now();
      await collections.products.find({}, { limit: 24, sort: { _id: 1 } }).toArray();
      return performance.now() - begun;
    },
    lagSeconds: async () => {
      const members = await readMembers(collections.client).catch(() => []);
      return Math.max(0, ...members.map(({ lagSeconds }) => lagSeconds ?? 0));
    },
    now: () => performance.now(),
    sleep: (ms) => sleep(ms),
  };
}
