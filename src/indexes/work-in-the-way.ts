import type { mongo } from 'mongoose';

import { ConflictError } from '../errors/domain-error.js';
import type { MigrationRun } from '../migration/run/migration-run.js';
import { MIGRATIONS, restoreUnderWay } from '../storage/live-work.js';

/** A migration or a restore is at work on the products: their indexes are left alone meanwhile. */
export class WorkInTheWayError extends ConflictError {
  override readonly code = 'WORK_IN_THE_WAY';

  constructor(work: string, what: string) {
    super(`${work}: ${what} would hold up its switch, and be lost with it. The collection that takes over has its indexes before it does; ask again when that is over`);
  }
}

/**
 * The migration or restore that is at work on the products, in words; `undefined` where there is none. A migration that is
 * completed, with its way back open, is not in the way: what is built then is built on the collection that stays.
 */
export async function workOnProducts(db: mongo.Db): Promise<string | undefined> {
  const run = await db.collection<MigrationRun>(MIGRATIONS).findOne({ active: true, state: { $ne: 'completed' } }, { projection: { state: 1 } });
  if (run !== null) return `Migration ${run._id} is ${run.state}`;
  const restore = await restoreUnderWay(db);
  return restore === null ? undefined : `Restore ${restore} is under way`;
}

/** Refuses to change indexes while others work on the collection. `what` is what was to be done, e.g. "an index build". */
export async function requireNoWork(db: mongo.Db, what: string): Promise<void> {
  const work = await workOnProducts(db);
  if (work !== undefined) throw new WorkInTheWayError(work, what);
}
