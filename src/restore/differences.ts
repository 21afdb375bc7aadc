import type { mongo } from 'mongoose';
import { readableId } from '../backup/compare-documents.js';
import { timestampOf } from '../backup/journal/cluster-timestamp.js';
import { idBytes } from '../backup/snapshot-scan.js';
import type { CollectionIdentity } from '../collection-swap/collection-identity.js';
import { nextIds } from '../collection-swap/id-pages.js';
import { byIds, PRODUCTS } from '../database/collections.js';
import { IN_SNAPSHOT } from '../database/snapshot.js';
import type { Differences } from './restore-run.js';

const PAGE = 1_000;
const LISTED = 100;

/**
 * Compares the replaced products with the restored ones, byte for byte. The restored ones count as they were when they
 * took the name, since they are being written again.
 */
export async function compareWithReplaced(
  db: mongo.Db,
  kept: CollectionIdentity,
  at: bigint,
  signal: AbortSignal,
): Promise<Differences> {
  const session = db.client.startSession({ snapshot: true });
  Object.assign(session, { snapshotTime: timestampOf(at) });
  const restored = db.collection(PRODUCTS);
  const inSnapshot = { session, ...IN_SNAPSHOT };
  try {
    let inBoth = 0;
    let changed = 0;
    let onlyReplaced = 0;
    const examples: unknown[] = [];
    for await (const ids of pagesOf(db, kept)) {
      signal.throwIfAborted();
      const [before, after] = await Promise.all([
        documents(db.collection(kept.name).find(byIds(ids), { raw: true })),
        documents(restored.find(byIds(ids), { raw: true, ...inSnapshot })),
      ]);
      for (const [id, bytes] of before) {
        const now = after.get(id);
        if (now === undefined) onlyReplaced += 1;
        else inBoth += 1;
        if (now !== undefined && !now.equals(bytes)) changed += 1;
        if (now?.equals(bytes) !== true && examples.length < LISTED) examples.push(readableId(bytes));
      }
    }
    return { onlyReplaced, onlyRestored: (await countIn(restored, inSnapshot)) - inBoth, changed, examples };
  } finally {
    await session.endSession();
  }
}

async function countIn(collection: mongo.Collection, options: mongo.AggregateOptions): Promise<number> {
  const [counted] = await collection.aggregate<{ count: number }>([{ $count: 'count' }], options).toArray();
  return counted?.count ?? 0;
}

async function* pagesOf(db: mongo.Db, collection: CollectionIdentity): AsyncGenerator<unknown[]> {
  for (let after: readonly unknown[] = []; ;) {
    const ids = await nextIds(db, collection, after, PAGE);
    if (ids.length === 0) return;
    yield ids;
    after = [ids.at(-1)];
  }
}

/** Documents, keyed by the bytes of their `_id`. */
async function documents(cursor: mongo.FindCursor): Promise<Map<string, Buffer>> {
  const found = (await cursor.toArray()) as unknown as Buffer[];
  return new Map(found.map((bytes) => [idBytes(bytes).toString('latin1'), bytes]));
}
