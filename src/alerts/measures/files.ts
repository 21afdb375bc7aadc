import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { serverTime } from '../../database/server-time.js';
import type { Measured } from '../alert-rule.js';
import type { AlertSources } from '../alert-sources.js';

const MS_PER_SECOND = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const BYTES_PER_GB = 1024 ** 3;

/** Number of backups. */
export async function missingBackup({ backups }: Pick<AlertSources, 'backups'>): Promise<readonly Measured[]> {
  const made = await backupTimes(backups);
  return [{ subject: 'products', value: made.length, message: 'There is no backup of the products' }];
}

/** Age of the newest backup in hours, by the server's clock. */
export async function backupAge({
  backups,
  collections,
}: Pick<AlertSources, 'backups' | 'collections'>): Promise<readonly Measured[]> {
  const [made, now] = await Promise.all([backupTimes(backups), serverTime(collections.db)]);
  if (made.length === 0) return [];
  const newest = new Date(Math.max(...made.map((time) => time.getTime())));
  const hours = (now.getTime() - newest.getTime()) / HOUR_MS;
  return [
    {
      subject: 'products',
      value: hours,
      message: `The newest backup is of ${newest.toISOString()}, ${Math.round(hours)} hours ago`,
    },
  ];
}

/** 1 if the last restore failed within the last day. */
export async function failedRestore({
  restores,
  collections,
}: Pick<AlertSources, 'restores' | 'collections'>): Promise<readonly Measured[]> {
  const [last] = await restores.list(1);
  if (last?.state !== 'failed' || last.finishedAt === null) return [];
  const now = await serverTime(collections.db);
  if (now.getTime() - last.finishedAt.getTime() > DAY_MS) return [];
  return [
    {
      subject: last._id,
      value: 1,
      message: `${last._id} of ${last.backupId} failed: ${last.error?.message ?? 'no reason was recorded'}`,
    },
  ];
}

/** Lag of the journal of changes in seconds: what a restore to the last second would miss. */
export async function journalLag({
  backups,
  settings,
}: Pick<AlertSources, 'backups' | 'settings'>): Promise<readonly Measured[]> {
  const news = settings.JOURNAL_ENABLED ? await backups.journalNews() : null;
  if (news === null) return [];
  const why = news.problem === null ? '' : `: ${news.problem}`;
  const message = news.isKept
    ? `The journal of changes is ${Math.round(news.lagSeconds)} s behind${why}`
    : `The journal of changes has not been written for ${Math.round(news.lagSeconds)} s${why}`;
  return [{ subject: 'journal', value: news.lagSeconds, message }];
}

/** Free space on the database server's disk, in percent. */
export async function diskOfDatabase({ collections }: Pick<AlertSources, 'collections'>): Promise<readonly Measured[]> {
  const { fsTotalSize, fsUsedSize } = await collections.db.command({ dbStats: 1 });
  const [total, used] = [Number(fsTotalSize ?? 0), Number(fsUsedSize ?? 0)];
  return total === 0 ? [] : [freeSpace('database', total - used, total)];
}

/** Free space on this instance's `BACKUP_DIR` disk, in percent. */
export async function diskOfBackups({
  settings,
  instance,
}: Pick<AlertSources, 'settings' | 'instance'>): Promise<readonly Measured[]> {
  const { bavail, blocks, bsize } = await statfsOf(resolve(settings.BACKUP_DIR));
  return blocks === 0 ? [] : [freeSpace(instance, bavail * bsize, blocks * bsize)];
}

/** Measures a disk. */
export function freeSpace(subject: string, free: number, total: number): Measured {
  const share = (100 * free) / total;
  return {
    subject,
    value: share,
    message:
      `${(free / BYTES_PER_GB).toFixed(1)} GB of ${(total / BYTES_PER_GB).toFixed(1)} GB are free ` +
      `(${share.toFixed(1)} %) on the disk of ${subject}`,
  };
}

async function backupTimes(backups: Pick<AlertSources['backups'], 'list'>): Promise<readonly Date[]> {
  return (await backups.list()).flatMap(({ manifest }) =>
    manifest === undefined ? [] : [new Date(manifest.clusterTime.t * MS_PER_SECOND)],
  );
}

/** The folder is created with the first backup; until then its parent gives the same result. */
async function statfsOf(folder: string): Promise<StatsFs> {
  try {
    return await statfs(folder);
  } catch (error) {
    const above = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === folder) throw error;
    return statfsOf(above);
  }
}
