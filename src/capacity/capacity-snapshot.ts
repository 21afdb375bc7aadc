import type { QueryClassName } from '../query-classes/latency-targets.js';

/** How many products there are, by the version that they are stored in. */
export interface ProductCounts {
  readonly total: number;
  readonly byVersion: Readonly<Record<string, number>>;
  /** Documents of unknown version. */
  readonly other: number;
}

/** Bytes of the products' collection. */
export interface CollectionBytes {
  /** Unpacked. */
  readonly data: number;
  /** As they are stored. */
  readonly storage: number;
  readonly indexes: number;
  /** Of one document, unpacked; 0 where there are none. */
  readonly averageDocument: number;
}

/** Bytes of a disk. */
export interface DiskBytes {
  readonly total: number;
  readonly used: number;
}

/** How far the oplog reaches back. */
export interface OplogReach {
  readonly windowSeconds: number;
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** Whether it has been full: before, its reach grows with its age and tells nothing of the writes. */
  readonly isFull: boolean;
}

/** How often requests of a class came during the day, and how long they took. */
export interface QueryFigures {
  readonly name: QueryClassName;
  /** Requests of the 24 hours before, of all instances. */
  readonly requests: number;
  /** Of these, in milliseconds; `null` where they were too few to tell. */
  readonly p95Ms: number | null;
  /** What the last performance check measured at the database, in milliseconds. */
  readonly probeP95Ms: number | null;
}

/** How much there was on a day: one document in `catalog_capacity`. `null`: it could not be found out. */
export interface CapacitySnapshot {
  /** The day in UTC, e.g. `2026-01-31`. */
  readonly _id: string;
  readonly formatVersion: number;
  /** By the server's clock. */
  readonly at: Date;
  readonly products: ProductCounts;
  readonly bytes: CollectionBytes;
  /** The primary's data disk. */
  readonly disk: DiskBytes | null;
  /** The disk of `BACKUP_DIR` at the instance that took the snapshot. */
  readonly backupDisk: DiskBytes | null;
  readonly oplog: OplogReach | null;
  readonly queries: readonly QueryFigures[];
}
