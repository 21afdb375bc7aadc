import { access, constants, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { mongo } from 'mongoose';
import { passed, failed, unknown } from '../check.js';
import type { CheckFinding, PreflightCheck, PreflightContext } from '../check.js';
import type { Collections } from '../../../database/collections.js';
import { adminDb, bytesText, productSize } from '../database-facts.js';

/** Safety factor: every resource must have this many times what is needed. */
const MARGIN = 3;
const RECENT_SECONDS = 10;
const RECENT_ENTRIES = 20_000;
/** From this window on, an oplog shows the usual write rate. */
const TELLING_SECONDS = 3_600;
/** An oplog used to this share is full: it drops its oldest entries. */
export const FULL_SHARE = 0.9;
/** The minimum that MongoDB accepts. */
const LEAST_OPLOG_MEGABYTES = 990;

/** Space on disk and in the oplog. */
export const CAPACITY_CHECKS: readonly PreflightCheck[] = [
  { name: 'disk-space', severity: 'blocker', run: async (context) => judgeDisk(await diskFacts(context)) },
  { name: 'backup-space', severity: 'blocker', run: backupSpace },
  {
    name: 'oplog-window',
    severity: 'blocker',
    run: async (context) => {
      const facts = await oplogFacts(context);
      return typeof facts === 'string'
        ? unknown(facts, 'See rs.printReplicationInfo(), on each shard')
        : judgeOplog(facts, context.estimatedSeconds ?? 0);
    },
  },
  {
    name: 'oplog-size',
    severity: 'warning',
    run: async (context) => {
      const facts = await oplogFacts(context);
      return typeof facts === 'string'
        ? unknown(facts, 'See rs.printReplicationInfo(), on each shard')
        : judgeOwnWrites(facts, (await productSize(context.collections)).data);
    },
  },
  {
    name: 'flow-control',
    severity: 'warning',
    run: async (context) =>
      judgeFlowControl(
        (await adminDb(context.collections).command({ serverStatus: 1 })).flowControl as FlowControl | undefined,
      ),
  },
];

/** Bytes of the server's disk and of the collection. */
export interface DiskFacts {
  readonly total: number;
  readonly used: number;
  /** The collection without its indexes: its stored or its uncompressed size, whichever is larger. */
  readonly data: number;
  readonly indexes: number;
}

async function diskFacts({ collections }: PreflightContext): Promise<DiskFacts> {
  const [stats, size] = await Promise.all([collections.db.command({ dbStats: 1 }), productSize(collections)]);
  return {
    total: Number(stats.fsTotalSize ?? 0),
    used: Number(stats.fsUsedSize ?? 0),
    data: Math.max(size.data, size.storage),
    indexes: size.indexes,
  };
}

/** Whether the server's disk has room for the shadow, the rollback copy, their indexes and the oplog. */
export function judgeDisk({ total, used, data, indexes }: DiskFacts): CheckFinding {
  if (total === 0)
    return unknown('The server does not report its disk size', `Make sure that ${bytesText(MARGIN * data)} are free`);
  const needed = MARGIN * (data + indexes);
  const facts = { freeBytes: total - used, neededBytes: needed };
  const detail =
    `${bytesText(total - used)} are free on the server's disk, ${bytesText(needed)} are needed (${MARGIN} ` +
    'times the collection)';
  return total - used >= needed
    ? passed(detail, facts)
    : failed(
        detail,
        'Free space or enlarge the disk first; two copies of the collection and its indexes are created',
        facts,
      );
}

async function backupSpace({ collections, settings }: PreflightContext): Promise<CheckFinding> {
  const folder = await existingFolder(settings.BACKUP_DIR);
  try {
    await access(folder, constants.W_OK);
  } catch {
    return failed(`The service cannot write to ${folder}`, 'Set BACKUP_DIR to a folder that the service can write to');
  }
  const [{ bavail, bsize }, { data }] = await Promise.all([statfs(folder), productSize(collections)]);
  return judgeBackupSpace(bavail * bsize, data, folder);
}

/** Whether a backup fits, even if it cannot be compressed at all. */
export function judgeBackupSpace(free: number, data: number, folder: string): CheckFinding {
  const facts = { folder, freeBytes: free, neededBytes: data };
  const detail = `${bytesText(free)} are free for backups in ${folder}, at most ${bytesText(data)} are needed`;
  return free >= data
    ? passed(detail, facts)
    : failed(detail, 'Remove old backups, or move BACKUP_DIR to a larger disk', facts);
}

async function existingFolder(path: string): Promise<string> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (folder === dirname(folder)) return folder;
    const exists = await access(folder).then(
      () => true,
      () => false,
    );
    if (exists) return folder;
  }
}

/** How far back the oplog reaches, how much it can hold, and how fast it is being written. */
export interface OplogFacts {
  readonly windowSeconds: number;
  readonly usedBytes: number;
  readonly maxBytes: number;
  readonly recentBytesPerSecond: number;
}

/** The current state of the oplog; a text says why it cannot be determined. */
export async function oplogFacts({
  collections,
}: {
  readonly collections: Pick<Collections, 'client'>;
}): Promise<OplogFacts | string> {
  if ((await adminDb(collections).command({ hello: 1 })).msg === 'isdbgrid')
    return 'A mongos does not report the oplogs of its shards';
  const oplog = collections.client
    .db('local', { readConcern: new mongo.ReadConcern('local') })
    .collection<{ ts: mongo.Timestamp }>('oplog.rs');
  const [first, last, stats] = await Promise.all([
    oplog.findOne({}, { sort: { $natural: 1 }, projection: { ts: 1 } }),
    oplog.findOne({}, { sort: { $natural: -1 }, projection: { ts: 1 } }),
    oplog.aggregate<{ storageStats: { size: number; maxSize: number } }>([{ $collStats: { storageStats: {} } }]).next(),
  ]);
  if (first === null || last === null || stats === null) return 'The oplog is empty or cannot be read';
  const { size, maxSize } = stats.storageStats;
  const windowSeconds = last.ts.getHighBitsUnsigned() - first.ts.getHighBitsUnsigned();
  return {
    windowSeconds,
    usedBytes: Number(size),
    maxBytes: Number(maxSize),
    recentBytesPerSecond: await recentRate(oplog, last.ts),
  };
}

/** Bytes per second written to the oplog in the last seconds. */
async function recentRate(oplog: mongo.Collection<{ ts: mongo.Timestamp }>, last: mongo.Timestamp): Promise<number> {
  const from = new mongo.Timestamp({ t: Math.max(0, last.getHighBitsUnsigned() - RECENT_SECONDS), i: 0 });
  const recent = await oplog
    .aggregate<{ bytes: number; first: mongo.Timestamp; last: mongo.Timestamp }>([
      { $match: { ts: { $gte: from } } },
      { $limit: RECENT_ENTRIES },
      {
        $group: { _id: null, bytes: { $sum: { $bsonSize: '$$ROOT' } }, first: { $min: '$ts' }, last: { $max: '$ts' } },
      },
    ])
    .next();
  if (recent === null) return 0;
  // A busy server has more entries than are read here; they then span less time.
  const isWhole = recent.last.equals(last);
  return (
    Number(recent.bytes) /
    (isWhole ? RECENT_SECONDS : Math.max(1, recent.last.getHighBitsUnsigned() - recent.first.getHighBitsUnsigned()))
  );
}

/** Whether the oplog keeps a change for as long as a migration may need it. */
export function judgeOplog(
  { windowSeconds, usedBytes, maxBytes, recentBytesPerSecond }: OplogFacts,
  estimatedSeconds: number,
): CheckFinding {
  // A young oplog that is not full reflects the initial load of data rather than the traffic.
  const isTelling = windowSeconds >= TELLING_SECONDS || usedBytes >= FULL_SHARE * maxBytes;
  const bytesPerSecond = Math.max(1, recentBytesPerSecond, isTelling ? usedBytes / Math.max(1, windowSeconds) : 0);
  const expected = Math.round(maxBytes / bytesPerSecond);
  const needed = Math.ceil(MARGIN * estimatedSeconds);
  const facts = {
    windowSeconds,
    usedBytes,
    maxBytes,
    recentBytesPerSecond,
    expectedWindowSeconds: expected,
    neededSeconds: needed,
  };
  const detail =
    'The oplog ' +
    (`(${bytesText(maxBytes)}) reaches back about ${expected} s at the present rate of writes, ${needed} s ` +
      `are needed (${MARGIN} times the estimated run)`);
  return expected >= needed ? passed(detail, facts) : failed(detail, enlarge(bytesPerSecond * needed), facts);
}

/** Whether the oplog can hold what the migration itself writes: two copies of every document. */
export function judgeOwnWrites({ maxBytes }: Pick<OplogFacts, 'maxBytes'>, dataBytes: number): CheckFinding {
  const written = 2 * dataBytes;
  const detail = `The migration writes about ${bytesText(written)}, the oplog holds ${bytesText(maxBytes)}`;
  if (written <= maxBytes) return passed(detail);
  return failed(
    detail,
    'A paused run, or a secondary that is down, may fall off the oplog and have to start over. ' +
      `${enlarge(written)}`,
    { written, maxBytes },
  );
}

function enlarge(bytes: number): string {
  return (
    'Enlarge it on every member: db.adminCommand({ replSetResizeOplog: 1, size: ' +
    `${Math.max(LEAST_OPLOG_MEGABYTES, Math.ceil(bytes / 1024 ** 2))} })`
  );
}

/** The flow control section of `serverStatus`. */
export interface FlowControl {
  readonly enabled?: boolean;
  readonly isLagged?: boolean;
}

/** Whether the primary is already throttling its writers because its secondaries lag. */
export function judgeFlowControl(flowControl: FlowControl | undefined): CheckFinding {
  if (flowControl?.isLagged !== true) return passed('The secondaries keep up with the writes');
  return failed(
    'The primary slows writers down because a majority of secondaries lags behind',
    'Migrate at a quieter time, or find out why the secondaries lag',
  );
}
