import type { mongo } from 'mongoose';

import { byIds } from '../database/collections.js';
import type { CollectionIdentity } from './collection-identity.js';

/**
 * Copies need not wait for the majority one by one. The position saved after them does, and the majority's oplog has no
 * gaps: if a copy is lost with a primary, so is the position, and the copy is repeated.
 */
export const COVERED_BY_POSITION = { w: 1 } as const;

/** The source and target of a copy. */
export interface CopyRoute {
  readonly source: CollectionIdentity;
  /** Name of the target. */
  readonly target: string;
}

/**
 * Copies documents on the server, byte for byte; a driver could change them while decoding and encoding. The source is
 * also named by its UUID, so that after a switch nothing is copied from the collection that took its name. Bypasses the
 * target's fence.
 */
export async function copyByIds(db: mongo.Db, { source, target }: CopyRoute, ids: readonly unknown[]): Promise<void> {
  if (ids.length === 0) return;
  await db.command({
    aggregate: source.name,
    collectionUUID: source.uuid,
    pipeline: [
      { $match: byIds(ids) },
      { $merge: { into: target, on: '_id', whenMatched: 'replace', whenNotMatched: 'insert' } },
    ],
    cursor: {},
    bypassDocumentValidation: true,
    readConcern: { level: 'majority' },
    writeConcern: COVERED_BY_POSITION,
  });
}
