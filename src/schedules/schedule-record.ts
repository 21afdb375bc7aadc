/** Why a run began: its time had come, or somebody asked for it. */
export type Trigger = 'due' | 'asked';

/**
 * How a run ended. `attention`: it went through and found something that somebody should look at; `stopped`: whoever
 * asked for it stopped it; `interrupted`: the instance that did it is gone.
 */
export type RunOutcome = 'done' | 'attention' | 'failed' | 'stopped' | 'interrupted';

/** What both a run that goes on and one that is over know of their beginning. */
export interface RunBeginning {
  /** The time at which it should have begun; `null` where it was asked for. */
  readonly due: Date | null;
  readonly trigger: Trigger;
  /** Who asked for it. */
  readonly by: string | null;
  /** How many due times before this one were passed over, e.g. while no instance was up. */
  readonly missed: number;
  /** From 1; grows when it is tried again or taken over. */
  readonly attempt: number;
  /** By the server's clock. */
  readonly startedAt: Date;
  /** The instance that does or did it. */
  readonly owner: string | null;
}

/** A run that is not over. Without an owner it waits to be tried again, from `leaseUntil` on. */
export interface RunInProgress extends RunBeginning {
  /** By the server's clock: from then on it is anybody's. */
  readonly leaseUntil: Date;
}

/** A run that is over. */
export interface FinishedRun extends RunBeginning {
  readonly finishedAt: Date;
  /** By the clock of the instance that did it, which does not jump; `null` where that instance is gone. */
  readonly durationMs: number | null;
  readonly outcome: RunOutcome;
  readonly summary: string;
  readonly attention: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** A schedule as all instances know it: one document in `catalog_schedules`. */
export interface ScheduleRecord {
  /** The schedule's name. */
  readonly _id: string;
  readonly formatVersion: number;
  /** Every due time up to this one was begun or passed over. */
  readonly settledDue: Date;
  /** Grows with every change of owner: the fencing token. */
  readonly epoch: number;
  readonly running: RunInProgress | null;
  /** The last runs, the newest first. */
  readonly history: readonly FinishedRun[];
}

/** How a run ended, before it has a place in the history. */
export type RunEnd = Pick<FinishedRun, 'durationMs' | 'outcome' | 'summary' | 'attention' | 'error' | 'detail'>;

/** A run that this process has. */
export interface Claim {
  readonly name: string;
  readonly epoch: number;
  readonly run: RunInProgress;
}
