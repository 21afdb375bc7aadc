import type { MigrationRun, OperatorRequest, RunCounts, RunOptions, RunState, Strategy } from '../run/migration-run.js';
import { ENDED } from '../run/migration-run.js';
import type { ReadableJson } from '../../reports/readable-json.js';
import { readableJson } from '../../reports/readable-json.js';

/** A phase of a run as admins see it. */
export interface PhaseView {
  readonly name: string;
  readonly state: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly detail: ReadableJson;
}

/** A run as admins see it, by API and command line: without what only its drivers need. */
export interface RunView {
  readonly id: string;
  readonly strategy: Strategy;
  readonly state: RunState;
  readonly phase: string | null;
  readonly phases: readonly PhaseView[];
  readonly counts: RunCounts;
  readonly ratePerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly throttledBy: string | null;
  readonly writePauseMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Documents that have the latest version after a rollback; `null` before one. */
  readonly stillLatest: number | null;
  readonly rollbackUntil: Date | null;
  readonly options: RunOptions;
  readonly startedBy: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** The instance that drives it; `null` where none does at this moment. */
  readonly owner: string | null;
  readonly epoch: number;
  /** What an operator asked for and the run has not taken yet. */
  readonly request: OperatorRequest | null;
  /** Writes of the old shape since the switch, by application name. */
  readonly outsideWriters: Readonly<Record<string, number>>;
}

/** Shows a run. Pure; each field is named, so that a new one of the run's own stays inside. */
export function toRunView(run: MigrationRun): RunView {
  return {
    id: run._id,
    strategy: run.strategy,
    state: run.state,
    phase: run.phase,
    phases: run.phases.map(({ name, state, startedAt, finishedAt, detail }) => ({
      name,
      state,
      startedAt,
      finishedAt,
      detail: readableJson(detail),
    })),
    counts: { total: run.counts.total, migrated: run.counts.migrated, quarantined: run.counts.quarantined },
    ratePerSecond: run.ratePerSecond,
    etaSeconds: run.etaSeconds,
    throttledBy: run.throttledBy,
    writePauseMs: run.writePauseMs,
    error: run.error === null ? null : { code: run.error.code, message: run.error.message },
    stillLatest: run.work.stillLatest ?? null,
    rollbackUntil: run.rollbackUntil,
    options: {
      manualSwitch: run.options.manualSwitch,
      maxDocumentsPerSecond: run.options.maxDocumentsPerSecond,
      acceptBlockers: run.options.acceptBlockers,
    },
    startedBy: run.startedBy,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    owner: run.owner,
    epoch: run.epoch,
    request: run.request,
    outsideWriters: run.work.outsideWriters,
  };
}

/** Whether nothing more happens to a run unless someone asks for it. */
export function isAtRest({ state, request }: Pick<RunView, 'state' | 'request'>): boolean {
  return ENDED.includes(state) || (state === 'completed' && request === null);
}
