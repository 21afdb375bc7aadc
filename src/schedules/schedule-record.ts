/** Why a run started: it was due, or it was requested. */
export type Trigger = 'due' | 'asked';

/**
 * How a run ended. `attention`: it succeeded and found something to look at; `stopped`: stopped on request;
 * `interrupted`: its instance is gone.
 */
export type RunOutcome = 'done' | 'attention' | 'failed' | 'stopped' | 'interrupted';

/** Fields of both running and finished runs. */
export interface RunBeginning {
  /** When it should have started; `null` if it was requested. */
  readonly due: Date | null;
  readonly trigger: Trigger;
  /** Who requested it. */
  readonly by: string | null;
  /** Number of earlier due times that were missed, e.g. while no instance was up. */
  readonly missed: number;
  /** Attempt number, from 1; grows with every retry and takeover. */
  readonly attempt: number;
  /** By the server's clock. */
  readonly startedAt: Date;
  /** The instance that runs or ran it. */
  readonly owner: string | null;
}

/** An unfinished run. Without an owner, it waits to be retried from `leaseUntil` on. */
export interface RunInProgress extends RunBeginning {
  /** By the server's clock: any instance may take it from then on. */
  readonly leaseUntil: Date;
}

/** A finished run. */
export interface FinishedRun extends RunBeginning {
  readonly finishedAt: Date;
  /** By the monotonic clock of its instance; `null` if that instance is gone. */
  readonly durationMs: number | null;
  readonly outcome: RunOutcome;
  readonly summary: string;
  readonly attention: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** A schedule's shared state: one document in `catalog_schedules`. */
export interface ScheduleRecord {
  /** The schedule's name. */
  readonly _id: string;
  readonly formatVersion: number;
  /** Every due time up to this one was started or skipped. */
  readonly settledDue: Date;
  /** The fencing token: grows with every change of owner. */
  readonly epoch: number;
  readonly running: RunInProgress | null;
  /** The last runs, newest first. */
  readonly history: readonly FinishedRun[];
}

/** How a run ended, without its place in the history. */
export type RunEnd = Pick<FinishedRun, 'durationMs' | 'outcome' | 'summary' | 'attention' | 'error' | 'detail'>;

/** A run owned by this process. */
export interface Claim {
  readonly name: string;
  readonly epoch: number;
  readonly run: RunInProgress;
}
