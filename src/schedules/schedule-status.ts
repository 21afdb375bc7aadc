import { DueTimes } from './due-times.js';
import type { Schedule } from './schedule.js';
import type { FinishedRun, RunInProgress, ScheduleRecord } from './schedule-record.js';

/** A schedule as administrators see it, by API and command line. */
export interface ScheduleStatus {
  readonly name: string;
  readonly title: string;
  readonly cron: string;
  readonly timeZone: string;
  /** Whether this instance runs schedules (`SCHEDULES_ENABLED`). */
  readonly enabled: boolean;
  /** Why it does not start during a migration or restore; `null`: it does. */
  readonly waits: string | null;
  /** The next due time; in the past if overdue. */
  readonly nextRun: Date;
  /** The migration or restore that it is waiting for now. */
  readonly waitingFor: string | null;
  readonly running: RunInProgress | null;
  readonly lastRun: FinishedRun | null;
}

/** The same with its history. */
export interface ScheduleDetail extends ScheduleStatus {
  /** The last runs, newest first. */
  readonly history: readonly FinishedRun[];
}

/** What the status depends on besides the schedule. */
export interface ViewedAt {
  /** By the server's clock. */
  readonly now: Date;
  readonly timeZone: string;
  readonly enabled: boolean;
  /** The migration or restore in progress. */
  readonly atWork: string | null;
}

/** The status of a schedule; one that never ran has no record yet. Pure. */
export function toScheduleStatus(
  schedule: Schedule,
  record: ScheduleRecord | undefined,
  { now, timeZone, enabled, atWork }: ViewedAt,
): ScheduleStatus {
  const nextRun = new DueTimes(schedule.cron, timeZone).next(record?.settledDue ?? now, now);
  const running = record?.running ?? null;
  const isReady = running === null ? nextRun <= now : running.owner === null && running.leaseUntil <= now;
  return {
    name: schedule.name,
    title: schedule.title,
    cron: schedule.cron,
    timeZone,
    enabled,
    waits: schedule.waits ?? null,
    nextRun,
    waitingFor: schedule.waits !== undefined && isReady ? atWork : null,
    running,
    lastRun: record?.history[0] ?? null,
  };
}
