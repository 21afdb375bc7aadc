import type { mongo } from 'mongoose';
import type { BackupFolder } from './backup-folder.js';
import type { BackupSummary, Verification } from './backup-summary.js';
import { clusterTimeOf } from './journal/cluster-timestamp.js';
import type { JournalFolder } from './journal/journal-folder.js';

const DAY_MS = 86_400_000;
const MS_PER_SECOND = 1000;
/** Collections that a restore replaced; the suffix is the server's time, `YYYYMMDDTHHMMSS`. */
const REPLACED = /^products_before_restore_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})$/;

/** What retention works on. */
export interface RetentionTools {
  readonly db: mongo.Db;
  readonly folder: BackupFolder;
  readonly journal: JournalFolder;
  readonly list: () => Promise<readonly BackupSummary[]>;
  readonly verify: (id: string) => Promise<Verification>;
}

/** What was removed because it was past its retention. */
export interface Pruned {
  readonly removed: readonly string[];
  readonly kept: number;
  /** Backups that cannot be read; they are left for an operator. */
  readonly unreadable: readonly string[];
  /** Journal files that no backup needs any more. */
  readonly journalSegments: number;
  /** Collections that restores replaced. */
  readonly collections: readonly string[];
}

/**
 * Removes what is older than `days` by both the server's clock and this machine's, so that one wrong clock removes
 * nothing early. A backup is removed only if a newer one that stays was read in full and found intact.
 */
export async function pruneBackups(tools: RetentionTools, days: number): Promise<Pruned> {
  const serverTime = ((await tools.db.command({ hello: 1 }))['localTime'] as Date).getTime();
  const isOld = (at: number, madeAt: number): boolean => Math.min(serverTime - at, Date.now() - madeAt) > days * DAY_MS;

  const backups = await tools.list();
  const readable = backups.filter(({ manifest }) => manifest !== undefined);
  const old = readable.filter(
    ({ manifest }) =>
      manifest !== undefined && isOld(manifest.clusterTime.t * MS_PER_SECOND, Date.parse(manifest.createdAt)),
  );
  const verified = old.length === 0 ? undefined : await newestVerified(tools, readable);
  // Without a known intact backup, none is removed.
  const removed = verified === undefined ? [] : old.filter(({ id }) => id !== verified).map(({ id }) => id);
  for (const id of removed) await tools.folder.remove(id);

  return {
    removed,
    kept: backups.length - removed.length,
    unreadable: backups.filter(({ manifest }) => manifest === undefined).map(({ id }) => id),
    journalSegments: await pruneJournal(
      tools,
      readable.filter(({ id }) => !removed.includes(id)),
    ),
    collections: await dropReplaced(tools.db, (at) => isOld(at, at)),
  };
}

/** The newest intact backup; `undefined` if there is none. */
export async function newestVerified(
  { verify }: Pick<RetentionTools, 'verify'>,
  backups: readonly Pick<BackupSummary, 'id'>[],
): Promise<string | undefined> {
  for (const { id } of backups) if ((await verify(id)).ok) return id;
  return undefined;
}

/** The journal is needed from the oldest backup on. */
async function pruneJournal({ journal }: RetentionTools, kept: readonly BackupSummary[]): Promise<number> {
  const times = kept.flatMap(({ manifest }) => (manifest === undefined ? [] : [clusterTimeOf(manifest.clusterTime)]));
  const [first, ...others] = times;
  if (first === undefined) return 0;
  return journal.removeBefore(others.reduce((oldest, time) => (time < oldest ? time : oldest), first));
}

async function dropReplaced(db: mongo.Db, isOld: (at: number) => boolean): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const { name } of await db.listCollections({ name: REPLACED }, { nameOnly: true }).toArray()) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (REPLACED.exec(name) ?? [])
      .slice(1)
      .map(Number);
    if (!isOld(Date.UTC(year, month - 1, day, hour, minute, second))) continue;
    await db.dropCollection(name);
    dropped.push(name);
  }
  return dropped;
}
