import { Injectable } from '@nestjs/common';

import { type MigrationRun, type RequestKind, type RunOptions, type Strategy, TAKES } from './run/migration-run.js';
import { RunStateError } from './run/run-errors.js';
import { RunStore } from './run/run-store.js';
import { Supervisor } from './supervisor.js';

/** Options of a new run. */
export interface StartMigration extends Partial<RunOptions> {
  readonly strategy: Strategy;
  /** Who started it, for the journal. */
  readonly startedBy: string;
}

/**
 * What admins do with migrations, for the API and the command line. The caller need not be the instance that drives the
 * run, because commands are stored in the run's document. The driving instance sees them when it next renews the lease;
 * if it is this one, immediately.
 */
@Injectable()
export class MigrationService {
  constructor(
    private readonly runs: RunStore,
    private readonly supervisor: Supervisor,
  ) {}

  /** Starts a run in the background of this process; throws a `MigrationActiveError` while another one is not over. */
  async start({
    strategy,
    startedBy,
    manualSwitch = false,
    maxDocumentsPerSecond = null,
    acceptBlockers = false,
  }: StartMigration): Promise<MigrationRun> {
    const run = await this.runs.start(
      strategy,
      { manualSwitch, maxDocumentsPerSecond, acceptBlockers },
      { owner: this.supervisor.owner, startedBy },
    );
    this.supervisor.drive(run);
    return run;
  }

  /** Runs, latest first. */
  list(): Promise<MigrationRun[]> {
    return this.runs.list();
  }

  /** The current state of a run. */
  get(id: string): Promise<MigrationRun> {
    return this.runs.get(id);
  }

  /** The run that is not over, or else the latest one; `null` before the first. */
  async current(): Promise<MigrationRun | null> {
    return (await this.runs.active()) ?? this.runs.latest();
  }

  /** Leaves a command for the run; throws a `RunStateError` if its state does not accept the command. */
  async ask(id: string, kind: RequestKind, by: string, emergency = false): Promise<MigrationRun> {
    const run = await this.runs.request(id, TAKES[kind], { kind, by, ...(emergency ? { emergency } : {}) });
    if (run !== null) {
      this.supervisor.hear(id);
      return run;
    }
    const { state } = await this.runs.get(id);
    throw new RunStateError(
      `A migration that is ${state} cannot take ${kind}; it must be ${TAKES[kind].join(' or ')}`,
      { runId: id, state },
    );
  }
}
