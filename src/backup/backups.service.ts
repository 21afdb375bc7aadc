import type { BackupSummary, Verification } from './backup-summary.js';
import { Injectable } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import { Settings } from '../config/settings.js';
import { Collections, PRODUCTS } from '../database/collections.js';
import { BackupRefusedError, LastBackupError } from './backup-errors.js';
import { BackupFolder } from './backup-folder.js';
import { type BackupPlace, checkBackup } from './check-backup.js';
import { type Coverage, coverageOf } from './coverage.js';
import { createBackup, type CreateOptions } from './create-backup.js';
import { type BackupManifest, readManifest } from './manifest.js';
import { coverJournal } from './journal/cover-journal.js';
import { JournalFolder } from './journal/journal-folder.js';
import { type JournalNews, readJournalNews } from './journal/journal-lease.js';
import { JournalReader } from './journal/journal-reader.js';
import { parsePointInTime } from './journal/point-in-time.js';
import { discard, publish, requireFreeName, restoreBackup, type Restored } from './restore-backup.js';
import type { RestoreOptions, RestoreResult } from './restore-options.js';
import { newestVerified, type Pruned, pruneBackups } from './retention.js';

/** Which collection is backed up, and how. */
export interface BackupOptions extends CreateOptions {
  readonly collection?: typeof PRODUCTS;
}

/** A restore of a backup, or of a point in time after it; see `parsePointInTime` for its forms. */
export interface RestoreTask extends Omit<RestoreOptions, 'replay'> {
  readonly pointInTime?: string | undefined;
}

/**
 * Backups of the products as files in mongodump's layout, under `BACKUP_DIR`. Each is taken at one cluster time, read
 * back before it counts and checked before it is used; it is restored byte for byte, and only into new collections.
 */
@Injectable()
export class Backups {
  private readonly folder: BackupFolder;
  private readonly journal: JournalFolder;

  constructor(
    private readonly collections: Collections,
    private readonly settings: Settings,
  ) {
    this.folder = new BackupFolder(settings.BACKUP_DIR);
    this.journal = new JournalFolder(settings.BACKUP_DIR, settings.MONGODB_DATABASE);
  }

  /**
   * Makes a backup. It appears in the list only after it was read back from the disk and found intact; a failure leaves
   * nothing.
   */
  create({ collection = PRODUCTS, ...options }: BackupOptions): Promise<BackupManifest> {
    const { client, db } = this.collections;
    return createBackup({ client, db, collection, folder: this.folder }, options);
  }

  /** Checks a backup on the disk without restoring it. */
  async verify(id: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Verification> {
    const place = await this.place(id);
    try {
      return { id, ok: true, manifest: await checkBackup(place, signal) };
    } catch (error) {
      if (!(error instanceof BackupRefusedError)) throw error;
      return { id, ok: false, reason: error.reason, problem: error.message };
    }
  }

  /** Restores a backup into a new collection, which gets its name once it is complete and compared. */
  async restore(id: string, { into, ...task }: RestoreTask & { readonly into: string }): Promise<RestoreResult> {
    await requireFreeName(this.collections.db, into);
    return this.restoreAside(id, task, (restored) => publish(restored, into));
  }

  /**
   * Restores a backup into a scratch collection and passes it to `finish`; whatever is left of it afterwards is
   * dropped.
   */
  async restoreAside<T>(
    id: string,
    { pointInTime, ...options }: RestoreTask,
    finish: (restored: Restored) => Promise<T>,
  ): Promise<T> {
    const { client, db } = this.collections;
    const place = await this.place(id);
    if (pointInTime === undefined) return restoreBackup(db, place, options, finish);
    const point = parsePointInTime(pointInTime);
    await coverJournal({ client, db, folder: this.journal, signal: options.signal }, point);
    return restoreBackup(
      db,
      place,
      { ...options, replay: { journal: new JournalReader(this.journal), point } },
      finish,
    );
  }

  /** Proves a backup by restoring it into a scratch collection, comparing that byte for byte, and dropping it. */
  async verifyByRestore(id: string, options: RestoreOptions = {}): Promise<RestoreResult> {
    return restoreBackup(this.collections.db, await this.place(id), options, discard);
  }

  /** All backups, newest first. */
  async list(): Promise<readonly BackupSummary[]> {
    return Promise.all(
      (await this.folder.ids()).map(async (id): Promise<BackupSummary> => {
        try {
          return { id, manifest: await readManifest(await this.folder.find(id), id) };
        } catch (error) {
          return { id, problem: messageOf(error) };
        }
      }),
    );
  }

  /** Throws a `NotFoundError` if there is no backup with this id. */
  async requireThere(id: string): Promise<void> {
    await this.folder.find(id);
  }

  /** The backup's manifest; throws if it is damaged. */
  async get(id: string): Promise<BackupManifest> {
    return readManifest(await this.folder.find(id), id);
  }

  /** Deletes a backup, but never the last intact one. */
  async remove(id: string): Promise<void> {
    await this.folder.find(id);
    const others = (await this.list()).filter((other) => other.id !== id && other.manifest !== undefined);
    if (
      (await newestVerified({ verify: (other) => this.verify(other) }, others)) === undefined &&
      (await this.verify(id)).ok
    )
      throw new LastBackupError(id);
    await this.folder.remove(id);
  }

  /** Removes what is older than `BACKUP_RETENTION_DAYS`, but never the last intact backup. */
  prune(): Promise<Pruned> {
    return pruneBackups(
      {
        db: this.collections.db,
        folder: this.folder,
        journal: this.journal,
        list: () => this.list(),
        verify: (id) => this.verify(id),
      },
      this.settings.BACKUP_RETENTION_DAYS,
    );
  }

  /** The journal's state as its writer last reported it; `null` before the first report. */
  journalNews(): Promise<JournalNews | null> {
    return readJournalNews(this.collections.db);
  }

  /**
   * The times to which the products can be restored, according to manifests and journal headers; no file is read in
   * full.
   */
  async coverage(): Promise<Coverage> {
    const [backups, segments, news] = await Promise.all([this.list(), this.journal.segments(), this.journalNews()]);
    const manifests = backups.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest]));
    return coverageOf(manifests, segments, news?.coveredTo?.toBigInt() ?? null);
  }

  private async place(id: string): Promise<BackupPlace> {
    return { folder: await this.folder.find(id), id, database: this.settings.MONGODB_DATABASE };
  }
}
