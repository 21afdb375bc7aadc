import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isoSecond, secondsOf, timestampOf } from './cluster-timestamp.js';
import { PointInTimeError } from './journal-errors.js';
import type { JournalFolder } from './journal-folder.js';
import { askForCover, claimJournal } from './journal-lease.js';
import { now, resumeSession } from './open-session.js';
import type { PointInTime } from './point-in-time.js';

const LOOK_EVERY_MS = 500;
const GIVE_UP_AFTER_MS = 60_000;
const MS_PER_SECOND = 1000;

/** What `coverJournal` works with. */
export interface CoverTools {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly folder: JournalFolder;
  readonly signal: AbortSignal | undefined;
}

/**
 * Brings the journal up to a time, if possible: its writer needs seconds, and without a writer this process reads what
 * the oplog still holds. What is missing shows when the journal is read. Refuses times in the future.
 */
export async function coverJournal({ client, db, folder, signal }: CoverTools, point: PointInTime): Promise<void> {
  const localTime = (await db.command({ hello: 1 }))['localTime'] as Date;
  if (point.kind !== 'latest' && secondsOf(point.to) > localTime.getTime() / MS_PER_SECOND) {
    throw new PointInTimeError(
      'in-the-future',
      `${isoSecond(point.to)} is in the future (now: ${localTime.toISOString()}); use a past time, or latest`,
    );
  }
  const wanted = point.kind === 'latest' ? await now(db) : point.to;
  for (
    const giveUp = performance.now() + GIVE_UP_AFTER_MS;
    performance.now() < giveUp;
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  ) {
    const tail = await folder.tail().catch(() => null);
    if (tail === null || tail.frame.to.toBigInt() >= wanted) return;
    const lease = await claimJournal(db, (await folder.highest()).epoch);
    if (lease === null) {
      await askForCover(db, timestampOf(wanted));
      continue;
    }
    try {
      const session = await resumeSession({ client, db, folder, lease, flushMs: MS_PER_SECOND });
      await session?.coverTo(wanted).finally(() => session.close());
      return;
    } finally {
      await lease.release().catch(() => undefined); // the lease expires by itself
    }
  }
}
