import type { mongo } from 'mongoose';

/** Collections of the runs of which one at a time may change which collection has the name `products`. */
export const MIGRATIONS = 'catalog_migrations';
export const RESTORES = 'catalog_restores';

interface Run {
  readonly _id: string;
  readonly state: string;
  readonly active?: true;
}

/** What is under way on the products at this moment, by the runs' documents. */
export interface LiveWork {
  /** The migration that is not over. */
  readonly migration: { readonly id: string; readonly state: string } | null;
  /** The id of the restore that is not over. */
  readonly restore: string | null;
}

/** What is under way on the products. The one place that asks. */
export async function liveWork(db: mongo.Db): Promise<LiveWork> {
  const active = (name: string): Promise<Run | null> =>
    db.collection<Run>(name).findOne({ active: true }, { projection: { state: 1 } });
  const [migration, restore] = await Promise.all([active(MIGRATIONS), active(RESTORES)]);
  return {
    migration: migration === null ? null : { id: migration._id, state: migration.state },
    restore: restore?._id ?? null,
  };
}

/**
 * What must not be disturbed by reading or removing a lot, for people; `null`: nothing. A migration that waits for
 * somebody, or only keeps its rollback window open, may be.
 */
export function atWork({ migration, restore }: LiveWork): string | null {
  if (migration !== null && ['running', 'rolling-back'].includes(migration.state)) return `migration ${migration.id}`;
  return restore === null ? null : `restore ${restore}`;
}

/**
 * What would lose an index that is built now, or be held up by it, in words; `undefined`: nothing. A migration that is
 * completed, with its rollback window open, is not in the way: what is built then is built on the collection that
 * stays.
 */
export function inTheWayOfIndexes({ migration, restore }: LiveWork): string | undefined {
  if (migration !== null && migration.state !== 'completed') return `Migration ${migration.id} is ${migration.state}`;
  return restore === null ? undefined : `Restore ${restore} is under way`;
}
