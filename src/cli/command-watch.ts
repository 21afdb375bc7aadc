import type { MigrationRun, RequestKind, RunState } from '../batch-migration/run/migration-run.js';
import { ENDED } from '../batch-migration/run/migration-run.js';

/** The states to which an operator's command leads. */
const LEADS_TO: Readonly<Record<RequestKind, readonly RunState[]>> = {
  pause: ['paused'],
  resume: ['running', 'waiting-for-switch', 'completed'],
  abort: ['aborted'],
  switch: ['completed'],
  rollback: ['rolled-back'],
  cleanup: ['cleaned-up'],
};

/** Transitional states. */
const ON_THE_WAY: readonly RunState[] = ['running', 'rolling-back'];
/** A command that was accepted shows as work within this time; otherwise it was refused. */
const QUIET_MS = 3_000;

/** Derives from a run's states what became of a pending command. */
export class CommandWatch {
  private quietSince: number | undefined;

  constructor(
    private readonly kind: RequestKind,
    private readonly askedAt: Date,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether the run is where the command leads. */
  isFulfilled({ state }: Pick<MigrationRun, 'state'>): boolean {
    return LEADS_TO[this.kind].includes(state);
  }

  /** Whether the outcome is final, good or bad; to be polled. */
  isSettled(run: Pick<MigrationRun, 'state' | 'request' | 'phases'>): boolean {
    const pending = run.request !== null && run.request.at.getTime() <= this.askedAt.getTime();
    if (!pending && (this.isFulfilled(run) || ENDED.includes(run.state) || run.state === 'needs-operator')) return true;
    const busy = pending || ON_THE_WAY.includes(run.state) || run.phases.some(({ state }) => state === 'running');
    if (busy) this.quietSince = undefined;
    else this.quietSince ??= this.now();
    return this.quietSince !== undefined && this.now() - this.quietSince >= QUIET_MS;
  }
}
