import { Injectable } from '@nestjs/common';

import { Backups } from '../backups.service.js';
import type { BackupDto } from './backup.dto.js';
import { BackupJobs } from './backup-jobs.js';
import { toBackupDto, toJobDto } from './to-backup-dto.js';

/** Backups in the folder, plus those that this instance is making or failed to make. */
@Injectable()
export class BackupList {
  constructor(
    private readonly backups: Backups,
    private readonly jobs: BackupJobs,
  ) {}

  /** All backups, newest first. */
  async read(): Promise<readonly BackupDto[]> {
    const there = (await this.backups.list()).map(toBackupDto);
    const jobs = this.jobs
      .list()
      .filter(({ id }) => !there.some((backup) => backup.id === id))
      .map(toJobDto);
    return [...jobs, ...there].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** One backup; throws a `NotFoundError` if there is none with this id. */
  async find(id: string): Promise<BackupDto> {
    const found = (await this.read()).find((backup) => backup.id === id);
    if (found !== undefined) return found;
    // Throws unless the backup has appeared just now.
    await this.backups.requireThere(id);
    return toBackupDto({ id, manifest: await this.backups.get(id) });
  }
}
