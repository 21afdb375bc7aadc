import type { CapacitySnapshot } from '../capacity-snapshot.js';
import type { CapacitySnapshotDto } from './capacity.dto.js';

/** Converts a snapshot to its DTO. Pure. */
export function toSnapshotDto(snapshot: CapacitySnapshot): CapacitySnapshotDto {
  const { _id: day, at, products, bytes, disk, backupDisk, oplog, queries } = snapshot;
  return { day, at, products, bytes, disk, backupDisk, oplog, queries };
}
