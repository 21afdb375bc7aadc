import { Injectable } from '@nestjs/common';

import { AuditLog } from '../../audit/audit-log.js';
import { Backups } from '../../backup/backups.service.js';
import { Settings } from '../../config/settings.js';
import { DomainError } from '../../errors/domain-error.js';
import { CatalogIndexes } from '../../indexes/catalog-indexes.service.js';
import { RunStore } from '../../batch-migration/run/run-store.js';
import type { Job, JobContext, JobResult } from '../schedule.js';
import { ScheduleStore } from '../schedule-store.js';
import { byItself } from './by-itself.js';

/** If the clocks differ by more, one of them is wrong, and it is unknown which. */
const MAX_CLOCK_DIFFERENCE_MS = 3_600_000;
/** Number of ended migrations to keep regardless of age. */
const KEPT_RUNS = 20;

/** The clocks of this machine and the database server disagree. */
export class ClocksDisagreeError extends DomainError {
  readonly code = 'CLOCKS_DISAGREE';
  readonly kind = 'conflict';

  constructor(differenceMs: number) {
    super(
      'Nothing is removed: the clocks of this machine and the database server differ by ' +
        (`${Math.round(differenceMs / 60_000)} minutes; synchronize them (NTP), then run it again: catalog ` +
          'maintain retention'),
      { differenceMs },
    );
  }
}

/**
 * Removes what is past its retention: backups with their journal, collections that a restore replaced, records of ended
 * migrations, indexes hidden for their grace period. The server's clock decides, but nothing is removed if this
 * machine's clock disagrees: a clock that is a year ahead for a moment must not cost a year's backups. Other data
 * expires by TTL indexes (slow queries, resolved alerts, write receipts) or by number (runs of schedules, capacity
 * snapshots).
 */
@Injectable()
export class Retention implements Job {
  // oxlint-disable-next-line max-params -- everything that has a retention
  constructor(
    private readonly backups: Backups,
    private readonly indexes: CatalogIndexes,
    private readonly runs: RunStore,
    private readonly schedules: ScheduleStore,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
  ) {}

  async run({ by }: JobContext): Promise<JobResult> {
    const difference = Math.abs((await this.schedules.serverTime()).getTime() - Date.now());
    if (difference > MAX_CLOCK_DIFFERENCE_MS) throw new ClocksDisagreeError(difference);
    const { BACKUP_RETENTION_DAYS: days } = this.settings;
    const pruned = await this.audit.around(
      byItself(by, 'backup.prune', 'backups'),
      () => this.backups.prune(),
      (result) => ({ detail: { ...result } }),
    );
    const runs = await this.audit.around(
      byItself(by, 'migration.forget', 'ended runs'),
      () => this.runs.forgetEnded(days, KEPT_RUNS),
      (removed) => ({ detail: { removed } }),
    );
    const indexes = await this.audit.around(
      byItself(by, 'index.drop-due', 'hidden indexes'),
      () => this.indexes.dropDue(),
      (result) => ({ detail: { ...result } }),
    );
    const { removed, kept, unreadable, collections } = pruned;
    return {
      summary:
        'Past their ' +
        (`${days} days, and removed: ${removed.length} of ${removed.length + kept} backups, ` +
          `${collections.length} replaced collections, ${runs} ended migrations, ${indexes.dropped.length} ` +
          'hidden indexes'),
      attention: unreadable.map(
        (id) => `${id} cannot be read: see catalog backup verify ${id}, then remove it by hand`,
      ),
      detail: { days, ...pruned, runs, indexesDropped: indexes.dropped },
    };
  }
}
