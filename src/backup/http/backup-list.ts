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

  /**
   * All backups, newest first. One that is still being made counts as running even if its files are complete: until its
   * job ends, no other backup can be started.
   */
  async read(): Promise<readonly BackupDto[]> {
    // Before the folder: a job that ends in between has left its backup there.
    const jobsBefore = this.jobs.list();
    const made = (await this.backups.list()).map(toBackupDto);
    const jobs = jobsBefore.filter(({ id, problem }) => problem === null || !made.some((one) => one.id === id));
    const complete = made.filter(({ id }) => !jobs.some((job) => job.id === id));
    return [...jobs.map(toJobDto), ...complete].sort((a, b) => (a.id < b.id ? 1 : -1));
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
