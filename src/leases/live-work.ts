import type { mongo } from 'mongoose';

/** Collections of the runs that may change which collection is named `products`; one at a time. */
export const MIGRATIONS = 'catalog_migrations';
export const RESTORES = 'catalog_restores';

interface Run {
  readonly _id: string;
  readonly state: string;
  readonly active?: true;
}

/** The work in progress on the products, according to the runs' documents. */
export interface LiveWork {
  /** The unfinished migration. */
  readonly migration: { readonly id: string; readonly state: string } | null;
  /** The id of the unfinished restore. */
  readonly restore: string | null;
}

/** Finds the work in progress on the products. The only place that does. */
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
 * The work that must not be disturbed by reading or removing a lot, in words; `null` if there is none. A migration that
 * waits for an operator, or only keeps its rollback window open, can be disturbed.
 */
export function atWork({ migration, restore }: LiveWork): string | null {
  if (migration !== null && ['running', 'rolling-back'].includes(migration.state)) return `migration ${migration.id}`;
  return restore === null ? null : `restore ${restore}`;
}

/**
 * The work that would lose a newly built index or be delayed by the build, in words; `undefined` if there is none. A
 * completed migration with an open rollback window does not matter: its collection stays.
 */
export function inTheWayOfIndexes({ migration, restore }: LiveWork): string | undefined {
  if (migration !== null && migration.state !== 'completed') return `Migration ${migration.id} is ${migration.state}`;
  return restore === null ? undefined : `Restore ${restore} is under way`;
}
