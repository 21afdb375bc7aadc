/** A job's arguments. */
export interface JobContext {
  /** Aborts when the service stops, the lease is lost or the job takes too long; the reason says which. */
  readonly signal: AbortSignal;
  /** The actor: an administrator's name, or `schedules`. */
  readonly by: string;
}

/** The result of a successful job. */
export interface JobResult {
  /** One line for people. */
  readonly summary: string;
  /** What needs attention; nothing by default. If anything does, the run counts as `attention`, not as failed. */
  readonly attention?: readonly string[];
  /** The figures behind it, limited in size. Plain JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A recurring job. It must be idempotent: it may be restarted after being interrupted anywhere. */
export interface Job {
  run(context: JobContext): Promise<JobResult>;
}

/** A schedule: what runs, and when. */
export interface Schedule {
  readonly name: ScheduleName;
  /** A description for people. */
  readonly title: string;
  /**
   * Cron expression: minute, hour, day of the month, month, day of the week, in the time zone `SCHEDULES_TIME_ZONE`.
   */
  readonly cron: string;
  /** The time limit; a longer run is stopped and counts as failed. */
  readonly limitMinutes: number;
  /** Why it does not start during a migration or restore; absent if it may. */
  readonly waits?: string;
}

export type ScheduleName =
  | 'performance-check'
  | 'capacity-snapshot'
  | 'index-usage'
  | 'full-audit'
  | 'full-backup'
  | 'retention'
  | 'index-review';
