import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../audit/audit-log.js';
import { Settings } from '../../config/settings.js';
import { DomainError } from '../../errors/domain-error.js';
import { RunStore } from '../../migration/run/run-store.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { ScheduleStore } from '../schedule-store.js';
import { byItself } from './by-itself.js';

/** Clocks that differ by more: one of them is wrong, and nobody knows which. */
const MOST_CLOCK_DIFFERENCE_MS = 3_600_000;
/** Ended migrations that are kept however old they are. */
const KEPT_RUNS = 20;

/** The clocks of this machine and of the database server do not tell of the same hour. */
export class ClocksDisagreeError extends DomainError {
  readonly code = 'CLOCKS_DISAGREE';
  readonly kind = 'conflict';

  constructor(differenceMs: number) {
    super(`Nothing is removed: the clocks of this machine and of the database server differ by ${Math.round(differenceMs / 60_000)} minutes; set them right (NTP), then run it again: catalog maintain retention`, { differenceMs });
  }
}

/**
 * Removes what is past its retention. By the server's clock, and not at all where this machine's says otherwise: a clock
 * that is a year ahead for a moment must not cost the backups of a year. What a run left behind that nobody needs is found
 * by its own part (backups, scratch collections).
 */
@Injectable()
export class Retention implements Job {
  constructor(private readonly runs: RunStore, private readonly schedules: ScheduleStore, private readonly audit: AuditLog, private readonly settings: Settings) {}

  async run({ by }: JobContext): Promise<JobResult> {
    const difference = Math.abs((await this.schedules.serverTime()).getTime() - Date.now());
    if (difference > MOST_CLOCK_DIFFERENCE_MS) throw new ClocksDisagreeError(difference);
    const { BACKUP_RETENTION_DAYS: days } = this.settings;
    const runs = await this.audit.around(byItself(by, 'migration.forget', 'ended runs'), () => this.runs.forgetEnded(days, KEPT_RUNS), (removed) => ({ detail: { removed } }));
    return { summary: `${runs} ended migrations are past their ${days} days and were removed`, detail: { days, runs } };
  }
}
