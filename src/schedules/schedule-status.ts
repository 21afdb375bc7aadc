import { DueTimes } from './due-times.js';
import type { Schedule } from './schedule.js';
import type { FinishedRun, RunInProgress, ScheduleRecord } from './schedule-record.js';

/** A schedule as administrators see it, by API and command line. */
export interface ScheduleStatus {
  readonly name: string;
  readonly title: string;
  readonly cron: string;
  readonly timeZone: string;
  /** Whether this instance does what is due (`SCHEDULES_ENABLED`). */
  readonly enabled: boolean;
  /** Why it is not begun while a migration or a restore is at work; `null`: it does not wait. */
  readonly waits: string | null;
  /** When it is due next; in the past where it is overdue. */
  readonly nextRun: Date;
  /** The migration or restore that it is waiting for at this moment. */
  readonly waitingFor: string | null;
  readonly running: RunInProgress | null;
  readonly lastRun: FinishedRun | null;
}

/** The same with its past. */
export interface ScheduleDetail extends ScheduleStatus {
  /** The last runs, the newest first. */
  readonly history: readonly FinishedRun[];
}

/** What a view depends on besides the schedule. */
export interface ViewedAt {
  /** By the server's clock. */
  readonly now: Date;
  readonly timeZone: string;
  readonly enabled: boolean;
  /** The migration or restore that is at work. */
  readonly atWork: string | null;
}

/** Shows a schedule. Pure; one that was never seen has no record yet. */
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
