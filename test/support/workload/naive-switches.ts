import type { Db } from 'mongodb';

import { FENCE_TITLE } from '../../../src/database/fence-title.js';

// Ways to replace `products` with another collection, to test the checker. Only the last is correct.
const COPY = 'products_copy';

/** Copies, then renames the copy over the live collection: writes in between are lost without an error. */
export async function copyAndRename(db: Db, meanwhile: () => Promise<void>): Promise<void> {
  await copy(db);
  await meanwhile();
  await db.collection(COPY).rename('products', { dropTarget: true });
}

/** Renames the live collection away, then the copy into its place: for a moment there is none. */
export async function twoRenames(db: Db, meanwhile: () => Promise<void>): Promise<void> {
  await copy(db);
  await db.collection('products').rename('products_old', { dropTarget: true });
  await meanwhile();
  await db.collection(COPY).rename('products', { dropTarget: true });
}

/** Rejects writes from before the copy until after the rename, which removes the fence. Deletes bypass a fence. */
export async function fencedCopyAndRename(db: Db, meanwhile: () => Promise<void>): Promise<void> {
  await db.command({
    collMod: 'products',
    validator: { $jsonSchema: { title: `${FENCE_TITLE}:self-test:1`, required: ['__fence__'] } },
  });
  await copy(db);
  await meanwhile();
  await db.collection(COPY).rename('products', { dropTarget: true });
}

async function copy(db: Db): Promise<void> {
  await db
    .collection('products')
    .aggregate([{ $out: COPY }])
    .toArray();
}
