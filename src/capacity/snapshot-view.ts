import type { CapacitySnapshot } from './capacity-snapshot.js';

/** A snapshot as administrators see it. */
export type SnapshotView = { readonly day: string } & Omit<CapacitySnapshot, '_id' | 'formatVersion'>;

/** Shows a snapshot. Pure. */
export function toSnapshotView({
  _id: day,
  at,
  products,
  bytes,
  disk,
  backupDisk,
  oplog,
  queries,
}: CapacitySnapshot): SnapshotView {
  return { day, at, products, bytes, disk, backupDisk, oplog, queries };
}
