import type { mongo } from 'mongoose';

import { byIds } from '../database/collections.js';
import type { CollectionIdentity } from './collection-identity.js';

/**
 * Copies need not wait for the majority one by one: the position that is saved after them does, and what a majority has
 * of the oplog it has without gaps. If it is lost with a primary, then so is the position, and it is done again.
 */
export const COVERED_BY_POSITION = { w: 1 } as const;

/** Between which collections documents are copied. */
export interface CopyRoute {
  readonly source: CollectionIdentity;
  /** Name of the target. */
  readonly target: string;
}

/**
 * Copies documents on the server, byte for byte: what would be read and written by a driver could come out changed. The
 * source is named by its UUID as well, so that after a switch nothing is copied from the collection that took its name;
 * the target's fence is passed.
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
