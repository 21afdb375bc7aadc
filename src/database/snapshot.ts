import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isSnapshotGone } from './database-errors.js';
import { clusterTime } from './cluster-time.js';

/**
 * How often a read is restarted after losing its snapshot or its collection. After a switch, the newest snapshot of the
 * collection is rejected until a majority of the members has applied the switch.
 */
const ATTEMPTS = 20;
/** The upper limit of the pause between attempts. The first ones are shorter: most switches take a few milliseconds. */
const LONGEST_PAUSE_MS = 100;

/**
 * Options that make a read part of a snapshot session. By default the driver keeps the client's read concern (majority)
 * and would not read from the snapshot, so every command must name the level.
 */
export const IN_SNAPSHOT = { readConcern: { level: 'snapshot' } } as const;

/** Several reads at one point in time. The first read fixes that point; the others may then run concurrently. */
export class Snapshot {
  constructor(readonly session: mongo.ClientSession) {}

  /**
   * The point in time, once the first read has fixed it. A collection that does not exist fixes none: then it is the
   * latest time known to the session.
   */
  get time(): bigint {
    const { snapshotTime, clusterTime: heard } = this.session as mongo.ClientSession & {
      snapshotTime?: mongo.Timestamp;
    };
    const time = snapshotTime ?? heard?.clusterTime;
    return time === undefined ? 0n : clusterTime(time);
  }
}

/**
 * Runs reads in one snapshot. A switch of the collection kills reads of the old one, and a snapshot can become too old.
 * The reads are then restarted in a new snapshot, so callbacks must not have side effects.
 */
export async function inSnapshot<T>(client: mongo.MongoClient, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const session = client.startSession({ snapshot: true });
    try {
      return await read(new Snapshot(session));
    } catch (error) {
      if (attempt >= ATTEMPTS || !isSnapshotGone(error)) throw error;
    } finally {
      await session.endSession();
    }
    await delay(Math.min(2 ** attempt, LONGEST_PAUSE_MS));
  }
}
