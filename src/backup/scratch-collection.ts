import type { mongo } from 'mongoose';
import type { LoadTarget } from './raw-insert.js';
import { isAbandoned, releaseOwnerTag, takeOwnerTag } from './owner-tag.js';

/** `catalog_scratch_<backup id>_<owner tag>` */
const SCRATCH = /^catalog_scratch_.+_([^_]+)$/;

/**
 * Runs work on a new collection that nobody else reads. Afterwards, whatever is left of it is dropped, along with the
 * leftovers of processes that have ended.
 */
export async function inScratchCollection<T>(
  db: mongo.Db,
  id: string,
  options: Readonly<Record<string, unknown>>,
  work: (scratch: LoadTarget) => Promise<T>,
): Promise<T> {
  await dropAbandoned(db);
  const tag = takeOwnerTag();
  const name = `catalog_scratch_${id}_${tag}`;
  try {
    await db.command({ create: name, ...options, writeConcern: { w: 'majority' } });
    const [created] = await db.listCollections({ name }, { nameOnly: false }).toArray();
    const uuid = created?.info?.uuid as mongo.BSON.UUID | undefined;
    if (uuid === undefined) throw new Error(`${name} was dropped while it was made`);
    return await work({ db, name, uuid, hasValidator: options['validator'] !== undefined });
  } finally {
    // If the database is away now, the next restore drops it.
    await dropCollection(db, name).catch(() => undefined);
    releaseOwnerTag(tag);
  }
}

/** Drops a collection, ignoring a missing one. */
export async function dropCollection(db: mongo.Db, name: string): Promise<void> {
  await db.dropCollection(name);
}

async function dropAbandoned(db: mongo.Db): Promise<void> {
  for (const { name } of await db.listCollections({ name: /^catalog_scratch_/ }, { nameOnly: true }).toArray()) {
    const tag = SCRATCH.exec(name)?.[1];
    if (tag !== undefined && isAbandoned(tag)) await dropCollection(db, name);
  }
}
