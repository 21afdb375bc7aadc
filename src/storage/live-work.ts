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
