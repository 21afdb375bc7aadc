import type { mongo } from 'mongoose';

import { ConflictError } from '../errors/domain-error.js';
import type { MigrationRun } from '../migration/run/migration-run.js';

/** A migration is at work on the products: their indexes are left alone meanwhile. */
export class MigrationInTheWayError extends ConflictError {
  override readonly code = 'MIGRATION_IN_THE_WAY';

  constructor(runId: string, state: string, what: string) {
    super(`Migration ${runId} is ${state}: ${what} would hold up its switch, and be lost with it. The new collection gets every declared index before it takes over; ask again when the migration is completed, aborted or rolled back`, { runId, state });
  }
}

/**
 * The migration that is at work on the products; `undefined` where there is none. One that is completed, with its way back
 * open, is not in the way: what is built then is built on the collection that stays.
 */
export async function migrationAtWork(db: mongo.Db): Promise<Pick<MigrationRun, '_id' | 'state'> | undefined> {
  const run = await db.collection<MigrationRun>('catalog_migrations').findOne({ active: true, state: { $ne: 'completed' } }, { projection: { state: 1 } });
  return run ?? undefined;
}

/** Refuses to change indexes while a migration is at work. `what` is what was to be done, e.g. "an index build". */
export async function requireNoMigration(db: mongo.Db, what: string): Promise<void> {
  const run = await migrationAtWork(db);
  if (run !== undefined) throw new MigrationInTheWayError(run._id, run.state, what);
}
