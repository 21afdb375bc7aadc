import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../../errors/message-of.js';
import { Backups } from '../backups.service.js';
import type { BackupManifest } from '../manifest.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';

const REMEMBERED = 20;

/** A backup that this instance is making or failed to make. */
export interface BackupJob {
  readonly id: string;
  readonly reason: string;
  readonly done: number;
  readonly total: number;
  /** Why it failed; `null` while it is being made. */
  readonly problem: string | null;
}

/** Does the work and records it in the audit log. */
export type Audited = (work: () => Promise<BackupManifest>) => Promise<BackupManifest>;

/**
 * Makes backups in the background of this instance, one at a time: a request should not wait minutes for its response.
 */
@Injectable()
export class BackupJobs implements OnModuleDestroy {
  private readonly jobs = new Map<string, BackupJob>();
  private readonly making = new OneAtATime('A backup');
  private readonly stopping = new AbortController();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly backups: Backups) {}

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.last;
  }

  /** Starts a backup; resolves with its id as soon as it has one, and throws if it cannot start. */
  start(reason: string, audited: Audited): Promise<string> {
    return new Promise((resolve, reject) => {
      let id: string | undefined;
      const note = (job: Partial<BackupJob>): void => {
        if (id !== undefined)
          this.note({ ...(this.jobs.get(id) ?? { id, reason, done: 0, total: 0, problem: null }), ...job });
      };
      const work = (): Promise<BackupManifest> =>
        this.backups.create({
          reason,
          signal: this.stopping.signal,
          onProgress: (done, total) => {
            note({ done, total });
          },
          // A backup that starts over has another id.
          onStarted: (given) => {
            if (id !== undefined) this.jobs.delete(id);
            id = given;
            note({});
            resolve(given);
          },
        });
      this.last = this.making
        .run(() => audited(work))
        .then(
          ({ id: made }) => this.jobs.delete(made),
          (error: unknown) => {
            note({ problem: messageOf(error) });
            reject(error as Error);
          },
        );
    });
  }

  /** Running and recently failed backups of this instance, newest first. */
  list(): readonly BackupJob[] {
    return [...this.jobs.values()].reverse();
  }

  private note(job: BackupJob): void {
    this.jobs.set(job.id, job);
    const [oldest] = [...this.jobs.values()].filter(({ problem }) => problem !== null);
    if (oldest !== undefined && this.jobs.size > REMEMBERED) this.jobs.delete(oldest.id);
  }
}
