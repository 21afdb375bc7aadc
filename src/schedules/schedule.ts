/** What a job is given. */
export interface JobContext {
  /** Aborts when the service stops, the lease is lost or the job takes too long; the reason says which. */
  readonly signal: AbortSignal;
  /** Who had it done: an administrator's name, or `schedules`. */
  readonly by: string;
}

/** What a job that went through has to say. */
export interface JobResult {
  /** One line for people. */
  readonly summary: string;
  /** What somebody should look at; nothing by default. The run then counts as `attention`, not as failed. */
  readonly attention?: readonly string[];
  /** The figures behind it, of bounded size. Plain JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Work that is done again and again. It may be begun anew after it was cut off anywhere: whatever it does, it does
 * once.
 */
export interface Job {
  run(context: JobContext): Promise<JobResult>;
}

/** When something is done, and what. */
export interface Schedule {
  readonly name: ScheduleName;
  /** What it does, for people. */
  readonly title: string;
  /** Minute, hour, day of the month, month, day of the week, in the time zone of `SCHEDULES_TIME_ZONE`. */
  readonly cron: string;
  /** A run that takes longer is stopped and counts as failed. */
  readonly limitMinutes: number;
  /** Why it is not begun while a migration or a restore is at work; absent: it disturbs neither. */
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
