import type { CapacitySnapshot } from './capacity-snapshot.js';
import type { Limit } from './forecast.js';

/** A tracked figure. */
export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly unit: 'products' | 'requests' | 'bytes' | 'ms' | 'percent' | 'hours';
  /** Its value in a snapshot; `undefined` if unknown on that day. */
  value(snapshot: CapacitySnapshot): number | undefined;
}

/** A limit of a figure, and what to do when it is reached. */
export interface Threshold {
  readonly name: string;
  readonly title: string;
  readonly figure: Figure;
  readonly limit: Limit;
  readonly advice: string;
}

const PERCENT = 100;
const HOUR_SECONDS = 3_600;
/** A p95 above its threshold on this many consecutive days is not just a bad hour. */
const SUSTAINED_DAYS = 3;

const PRODUCTS_FIGURE: Figure = {
  name: 'products',
  title: 'Products',
  unit: 'products',
  value: ({ products }) => products.total,
};
const DATA: Figure = {
  name: 'storage',
  title: 'Products on disk, with their indexes',
  unit: 'bytes',
  value: ({ bytes }) => bytes.storage + bytes.indexes,
};
const AVERAGE: Figure = {
  name: 'average-document',
  title: 'Average document',
  unit: 'bytes',
  value: ({ bytes }) => (bytes.averageDocument === 0 ? undefined : bytes.averageDocument),
};
const DISK: Figure = {
  name: 'disk',
  title: 'Database disk in use',
  unit: 'percent',
  value: ({ disk }) => (disk === null ? undefined : (PERCENT * disk.used) / disk.total),
};
const BACKUP_DISK: Figure = {
  name: 'backup-disk',
  title: 'Backup disk in use',
  unit: 'percent',
  value: ({ backupDisk }) => (backupDisk === null ? undefined : (PERCENT * backupDisk.used) / backupDisk.total),
};
/** An oplog that has never been full reaches back only to its creation. */
const OPLOG: Figure = {
  name: 'oplog-window',
  title: 'Reach of the oplog',
  unit: 'hours',
  value: ({ oplog }) => (oplog?.isFull === true ? oplog.windowSeconds / HOUR_SECONDS : undefined),
};
const REQUESTS: Figure = {
  name: 'requests',
  title: 'Requests a day',
  unit: 'requests',
  value: ({ queries }) => queries.reduce((sum, { requests }) => sum + requests, 0),
};
/** The customers' p95 if there were enough requests; otherwise the performance check's. */
const SLOWEST: Figure = {
  name: 'slowest-class',
  title: 'p95 of the slowest query class',
  unit: 'ms',
  value: ({ queries }) => {
    const times = queries.flatMap(({ p95Ms, probeP95Ms }) => [p95Ms ?? probeP95Ms].filter((time) => time !== null));
    return times.length === 0 ? undefined : Math.max(...times);
  },
};

/** All tracked figures. */
export const FIGURES: readonly Figure[] = [PRODUCTS_FIGURE, DATA, AVERAGE, REQUESTS, SLOWEST, DISK, BACKUP_DISK, OPLOG];

const DISK_ADVICE =
  'Enlarge the disk of every member, or move to larger ones one after the other; a migration needs three ' +
  'times the collection free. To see what takes space: db.stats(), and collections named products_backup_… of ' +
  'migrations that wait for their cleanup';

/** All limits, in the order of the report. */
export const THRESHOLDS: readonly Threshold[] = [
  {
    name: 'products-10000',
    title: '10,000 products',
    figure: PRODUCTS_FIGURE,
    limit: { at: 10_000, keep: 'below' },
    advice:
      'The limits were measured up to 100,000 products, so nothing is urgent: have the indexes ' +
      'reviewed (catalog indexes analyze), let a second instance answer reads, and watch the p95 per query ' +
      'class. From about 1,000,000 on, shard products by { _id: "hashed" }',
  },
  {
    name: 'p95-200ms',
    title: 'A query class above 200 ms for days',
    figure: SLOWEST,
    limit: { at: 200, keep: 'below', days: SUSTAINED_DAYS },
    advice:
      'See which class and why: catalog maintain, catalog indexes analyze, GET /api/admin/slow-queries. ' +
      'Build the index that is missing, give the server memory for the indexes and the products that are ' +
      'asked for, add service instances; then read listings from secondaries, then shard',
  },
  {
    name: 'disk-80',
    title: 'Database disk 80 % full',
    figure: DISK,
    limit: { at: 80, keep: 'below' },
    advice: `Plan for more space now. ${DISK_ADVICE}`,
  },
  {
    name: 'disk-90',
    title: 'Database disk 90 % full',
    figure: DISK,
    limit: { at: 90, keep: 'below' },
    advice: `Free space now; a full disk stops the server. ${DISK_ADVICE}`,
  },
  {
    name: 'backup-disk-90',
    title: 'Backup disk 90 % full',
    figure: BACKUP_DISK,
    limit: { at: 90, keep: 'below' },
    advice:
      'Point BACKUP_DIR at a larger disk, copy old backups elsewhere and remove them here, or shorten ' +
      'BACKUP_RETENTION_DAYS; a backup without enough space is not started',
  },
  {
    name: 'oplog-24h',
    title: 'Oplog reaches back less than 24 hours',
    figure: OPLOG,
    limit: { at: 24, keep: 'above' },
    advice:
      'Enlarge it on every member: db.adminCommand({ replSetResizeOplog: 1, size: <megabytes> }). A member ' +
      'or a migration that stops for longer than the oplog window has to copy everything again',
  },
];
