import type { QueryClassName } from '../query-classes/latency-targets.js';

/** Number of products by stored version. */
export interface ProductCounts {
  readonly total: number;
  readonly byVersion: Readonly<Record<string, number>>;
  /** Documents of no known version. */
  readonly other: number;
}

/** Size of the products collection, in bytes. */
export interface CollectionBytes {
  /** Uncompressed. */
  readonly data: number;
  /** As stored. */
  readonly storage: number;
  readonly indexes: number;
  /** Average document size, uncompressed; 0 if there are none. */
  readonly averageDocument: number;
}

/** A disk, in bytes. */
export interface DiskBytes {
  readonly total: number;
  readonly used: number;
}

/** The oplog window. */
export interface OplogReach {
  readonly windowSeconds: number;
  readonly usedBytes: number;
  readonly maxBytes: number;
  /** Whether it has ever been full: before that, its reach grows with its age and says nothing about writes. */
  readonly isFull: boolean;
}

/** Requests of a class during the day, and their latency. */
export interface QueryFigures {
  readonly name: QueryClassName;
  /** Requests of the previous 24 hours, over all instances. */
  readonly requests: number;
  /** Their p95 in milliseconds; `null` if there were too few. */
  readonly p95Ms: number | null;
  /** The last performance check's measurement at the database, in milliseconds. */
  readonly probeP95Ms: number | null;
}

/** Sizes on one day: a document in `catalog_capacity`. `null` means unknown. */
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
  /** The `BACKUP_DIR` disk of the instance that took the snapshot. */
  readonly backupDisk: DiskBytes | null;
  readonly oplog: OplogReach | null;
  readonly queries: readonly QueryFigures[];
}
