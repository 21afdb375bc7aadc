import { lstat, mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NotFoundError } from '../errors/domain-error.js';
import { crashPoint } from '../database/crash-point.js';
import { BackupSpaceError, codeOf } from './backup-errors.js';
import { backupIdAt, isBackupId } from './backup-id.js';
import { isAbandoned, releaseOwnerTag, takeOwnerTag } from './owner-tag.js';
import { syncToDisk } from './sync-to-disk.js';

/** `.partial-<backup id>_<owner tag>`: a backup being written or removed. */
const PARTIAL = /^\.partial-(.+)_([^_]+)$/;
const LONGEST_WAIT_MS = 20;

/**
 * The backup folder, with one subfolder per backup. Paths are built only from ids this service made; links are not
 * followed.
 */
export class BackupFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Creates the folder if it is missing and removes leftovers of processes that have ended. */
  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.path)) {
      const [, id, tag] = PARTIAL.exec(name) ?? [];
      if (isBackupId(id) && tag !== undefined && isAbandoned(tag))
        await rm(join(this.path, name), { recursive: true, force: true });
    }
  }

  /** Ids of all backups, intact or not, newest first. */
  async ids(): Promise<readonly string[]> {
    const entries = await readdir(this.path, { withFileTypes: true }).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isDirectory() && isBackupId(entry.name))
      .map(({ name }) => name)
      .sort()
      .reverse();
  }

  /** The path of a backup. Throws a `NotFoundError` if there is none, or if it is not a folder of ours. */
  async find(id: string): Promise<string> {
    const path = isBackupId(id) ? join(this.path, id) : null;
    const isFolder =
      path !== null &&
      (await lstat(path).then(
        (stats) => stats.isDirectory(),
        () => false,
      ));
    if (path === null || !isFolder)
      throw new NotFoundError('There is no backup with this id; list the backups to see which exist');
    return path;
  }

  /** Runs work on a new folder, which becomes the backup when the work succeeds and is removed when it fails. */
  async write<T>(work: (partial: string, createdAt: Date) => Promise<T>): Promise<T> {
    for (;;) {
      const createdAt = new Date();
      const id = backupIdAt(createdAt);
      const done = await this.withPartial(id, async (partial) => {
        await mkdir(partial, { mode: 0o700 });
        if (await this.isTaken(id, partial)) return null;
        const result = await work(partial, createdAt);
        await syncToDisk(partial);
        await rename(partial, join(this.path, id));
        crashPoint('backup-named');
        await syncToDisk(this.path);
        return { result };
      });
      if (done !== null) return done.result;
      // Others that started in the same millisecond wait, too, each for a different time.
      await delay(1 + Math.random() * LONGEST_WAIT_MS);
    }
  }

  /** Removes a backup: one rename hides it, then its files are deleted. */
  async remove(id: string): Promise<void> {
    const path = await this.find(id);
    await this.withPartial(id, async (partial) => {
      await rename(path, partial);
      await syncToDisk(this.path);
    });
  }

  /** Throws if the disk has less free space than a backup may need. */
  async requireSpace(bytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    const free = bavail * bsize;
    if (free >= bytes) return;
    throw new BackupSpaceError(
      'The backup may need ' +
        (`${inMegabytes(bytes)} MB in ${this.path}, and ${inMegabytes(free)} MB are free; remove old backups ` +
          'or set BACKUP_DIR to a larger disk'),
    );
  }

  /** Whether the id is taken by a backup that exists or is being made, in this or another process. */
  private async isTaken(id: string, partial: string): Promise<boolean> {
    const others = (await readdir(this.path)).filter((name) => join(this.path, name) !== partial);
    return others.some((name) => name === id || PARTIAL.exec(name)?.[1] === id);
  }

  private async withPartial<T>(id: string, work: (partial: string) => Promise<T>): Promise<T> {
    const tag = takeOwnerTag();
    const partial = join(this.path, `.partial-${id}_${tag}`);
    try {
      return await work(partial);
    } finally {
      await rm(partial, { recursive: true, force: true });
      releaseOwnerTag(tag);
    }
  }
}

function inMegabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
