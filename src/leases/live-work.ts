import type { mongo } from 'mongoose';

/** Collections of the runs of which one at a time may change which collection has the name `products`. */
export const MIGRATIONS = 'catalog_migrations';
export const RESTORES = 'catalog_restores';

interface Run {
  readonly _id: string;
  readonly state: string;
  readonly active?: true;
}

/** The state of the migration that is not over; `null` where there is none. */
export async function migrationUnderWay(db: mongo.Db): Promise<string | null> {
  return (await db.collection<Run>(MIGRATIONS).findOne({ active: true }, { projection: { state: 1 } }))?.state ?? null;
}

/** The id of the restore that is not over; `null` where there is none. */
export async function restoreUnderWay(db: mongo.Db): Promise<string | null> {
  return (await db.collection<Run>(RESTORES).findOne({ active: true }, { projection: { _id: 1 } }))?._id ?? null;
}

/**
 * The migration or restore that is at work on the products, in words; `undefined` where there is none. A migration that
 * is completed, with its rollback window open, is not in the way: what is built then is built on the collection that
 * stays.
 */
export async function workOnProducts(db: mongo.Db): Promise<string | undefined> {
  const run = await db
    .collection<Run>(MIGRATIONS)
    .findOne({ active: true, state: { $ne: 'completed' } }, { projection: { state: 1 } });
  if (run !== null) return `Migration ${run._id} is ${run.state}`;
  const restore = await restoreUnderWay(db);
  return restore === null ? undefined : `Restore ${restore} is under way`;
}
