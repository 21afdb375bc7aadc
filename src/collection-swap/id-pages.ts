import type { mongo } from 'mongoose';

import { idKey } from '../listing/product-id.js';
import type { CollectionIdentity } from './collection-identity.js';
import { isMaxKey, MAX_KEY } from './stored-bytes.js';

/**
 * The next `_id`s after a given one (in an array; empty for the start), in index order. Bounds set by `min` cross BSON
 * types, while `$gt` would skip every `_id` of another type.
 */
export async function nextIds(
  db: mongo.Db,
  { name, uuid }: CollectionIdentity,
  after: readonly unknown[],
  limit: number,
): Promise<unknown[]> {
  if (isMaxKey(after)) return [];
  const bound = after.length === 0 ? {} : { min: { _id: after[0] } };
  const reply = await db.command({
    find: name,
    collectionUUID: uuid,
    filter: {},
    projection: { _id: 1 },
    hint: { _id: 1 },
    sort: { _id: 1 },
    ...bound,
    limit: limit + 1,
    batchSize: limit + 1,
    singleBatch: true,
    readConcern: { level: 'majority' },
  });
  const ids = (reply['cursor'] as { firstBatch: { _id: unknown }[] }).firstBatch.map(({ _id }) => _id);
  // `min` includes its bound.
  const isBound = after.length > 0 && ids.length > 0 && idKey(ids[0]) === idKey(after[0]);
  const next = (isBound ? ids.slice(1) : ids).slice(0, limit);
  // With only `min`, the server stops before this value.
  if (next.length === limit || after.length === 0) return next;
  const last = await db
    .collection(name)
    .countDocuments({ _id: MAX_KEY as never }, { readConcern: { level: 'majority' } });
  return last === 0 ? next : [...next, MAX_KEY];
}
