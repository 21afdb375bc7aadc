import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isSnapshotGone } from './database-errors.js';
import { clusterTime } from './cluster-time.js';

/**
 * How often a read is begun again after its snapshot or its collection went away under it. The newest snapshot of a
 * collection that has just been switched is refused until a majority of the members have the switch.
 */
const ATTEMPTS = 20;
/** The first pauses between attempts are shorter: most switches are over in a few milliseconds. */
const LONGEST_PAUSE_MS = 100;

/**
 * Options that make a read part of a snapshot session. The driver would keep the client's own read concern (majority)
 * and so read no snapshot: the level has to be named with every command.
 */
export const IN_SNAPSHOT = { readConcern: { level: 'snapshot' } } as const;

/** Several reads of one moment. The first read fixes the moment; the others may then run side by side. */
export class Snapshot {
  constructor(readonly session: mongo.ClientSession) {}

  /**
   * The moment, once the first read has fixed it. A collection that does not exist fixes none: then it is the latest
   * time that the session has heard of.
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
 * Runs reads in one snapshot. A switch of the collection kills what reads the old one, and a snapshot can grow too old:
 * the reads are then begun again in a new snapshot, so callers must not have side effects.
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
