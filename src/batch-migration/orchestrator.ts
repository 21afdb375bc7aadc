import { Injectable, Logger } from '@nestjs/common';
import { mongo } from 'mongoose';

import { Backups } from '../backup/backups.service.js';
import { Settings } from '../config/settings.js';
import { DomainError } from '../errors/domain-error.js';
import { Collections } from '../database/collections.js';
import { crashPoint } from './crash-points.js';
import { endEarly } from './end-early.js';
import { MigrationContext, type MigrationTools } from './migration-context.js';
import { OutsideWriters } from './outside-writers/outside-writers.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { Quarantine } from './quarantine.js';
import { runPhases } from './run-phases.js';
import { OwnedRun, Interruption } from './run/owned-run.js';
import type { MigrationRun, OperatorRequest } from './run/migration-run.js';
import { ENDED, TAKES } from './run/migration-run.js';
import { LeaseLostError, MigrationError } from './run/run-errors.js';
import { RunStore } from './run/run-store.js';
import { writeFinalReport } from './run-report.js';
import { takeOver } from './take-over.js';
import { isLive } from '../collection-swap/named-collections.js';
import { cleanUp } from './rollback/clean-up.js';
import { copyAnew } from './rollback/copy-anew.js';
import { keepWayOpen, type WayBackLag } from './rollback/keep-open.js';
import { rollBack } from './rollback/roll-back.js';

/** A run that is restarted this often in a row without completing a phase will not finish. */
const MAX_RESTARTS = 30;
const LOOK_EVERY_MS = 1_000;

/**
 * Drives one run from any state until it rests: phases, rollback window, rollback, cleanup. It is one loop over the
 * run's state, which is stored in the database, so it does not matter whether this process or another one drove it
 * before.
 */
@Injectable()
export class Orchestrator {
  /** How far the rollback copy lags behind the live collection. */
  readonly lag: WayBackLag = { seconds: 0 };
  private readonly logger = new Logger(Orchestrator.name);
  private readonly tools: MigrationTools;
  private driven: OwnedRun | undefined;

  // oxlint-disable-next-line max-params -- what a migration works with
  constructor(
    collections: Collections,
    settings: Settings,
    backups: Backups,
    probes: QueryProbes,
    quarantine: Quarantine,
    private readonly outside: OutsideWriters,
    private readonly store: RunStore,
  ) {
    this.tools = { collections, settings, backups, probes, quarantine };
  }

  /**
   * Drives a run that belongs to this process. Resolves when the run has ended. Throws if another instance has taken it
   * over, if the database fails, or on shutdown; the run then continues from where it was, here or elsewhere.
   */
  async drive(run: MigrationRun, shutdown: AbortSignal): Promise<void> {
    const driven = new OwnedRun(this.store, run, this.logger, shutdown);
    const context = new MigrationContext(driven, this.tools);
    this.driven = driven;
    try {
      await driven.keepLease();
      crashPoint('lease-taken');
      await this.begin(context);
      while (!ENDED.includes(driven.value.state)) await this.turn(context);
    } finally {
      if (this.driven === driven) this.driven = undefined;
      await context.close();
      await driven.letGo();
    }
  }

  /** If the run is driven here, picks up an operator's request immediately. */
  async hear(runId: string): Promise<void> {
    if (this.driven?.id === runId) await this.driven.hear();
  }

  private async begin(context: MigrationContext): Promise<void> {
    const { run } = context;
    await takeOver(context);
    // A run that is only waiting, for an operator or for the end of its retention, may change owners any number of
    // times.
    if (run.value.state !== 'running' && run.value.state !== 'rolling-back') return;
    const { restarts } = run.value.work;
    await run.updateWork({ restarts: restarts + 1 });
    if (restarts < MAX_RESTARTS) return;
    await run.setState('needs-operator', {
      error: {
        code: 'NO_PROGRESS',
        message: `Restarted ${restarts} times without finishing a phase; see the log, then resume or roll back`,
      },
    });
  }

  /** Does the work of the current state until it is done or interrupted. */
  private async turn(context: MigrationContext): Promise<void> {
    try {
      await this.work(context);
    } catch (error) {
      if (error instanceof Interruption) return this.obey(context, error.request);
      // Database errors and shutdown are not the run's fault; it continues later.
      if (error instanceof LeaseLostError || error instanceof mongo.MongoError || context.run.shutdown.aborted)
        throw error;
      if (isHistoryLost(error) && (await this.copyAnew(context))) return;
      await endEarly(context, 'failed', toMigrationError(error));
    }
  }

  /**
   * Before the switch, copies whose position has fallen out of the oplog are brought back in sync by copying everything
   * again.
   */
  private async copyAnew(context: MigrationContext): Promise<boolean> {
    const { run, db } = context;
    const { source, shadow, twin } = run.value.work;
    if (shadow === null || twin === null || !(await isLive(db, source))) return false;
    this.logger.warn(`Run ${run.id}: the oplog no longer reaches back to its position; copying everything again`);
    await copyAnew(context, context.forwardSync());
    return true;
  }

  private async work(context: MigrationContext): Promise<void> {
    const { run } = context;
    switch (run.value.state) {
      case 'running':
      case 'waiting-for-switch':
        await runPhases(context);
        return;
      case 'completed':
        await keepWayOpen(context, this.outside, this.lag);
        await this.cleanUp(context);
        return;
      case 'rolling-back':
        await this.rollBack(context);
        return;
      default:
        await untilAsked(run);
    }
  }

  private async obey(context: MigrationContext, request: OperatorRequest): Promise<void> {
    const { run } = context;
    this.logger.log(`Run ${run.id}: ${request.kind}, asked for by ${request.by}`);
    // The state may have changed since the request: a pause must not stop what keeps the rollback window open.
    if (!TAKES[request.kind].includes(run.value.state)) return run.answered();
    switch (request.kind) {
      case 'pause':
        return run.setState('paused', { request: null, 'work.backlog': null });
      case 'resume':
        return run.setState(
          run.value.work.switchedAt !== null && run.value.rollbackUntil !== null ? 'completed' : 'running',
          { request: null, error: null, 'work.restarts': 0 },
        );
      case 'switch':
        return run.setState('running', { request: null, 'options.manualSwitch': false });
      case 'abort':
        await run.answered();
        return endEarly(context, 'aborted', null);
      case 'rollback':
        return run.setState('rolling-back', { request: null, 'work.emergency': request.emergency ?? false });
      case 'cleanup':
        return this.attempt(context, () => this.cleanUp(context));
    }
  }

  private async rollBack(context: MigrationContext): Promise<void> {
    const { run } = context;
    try {
      const detail = await rollBack(context, run.value.work.emergency);
      await writeFinalReport(context, 'rolled-back', detail);
      await run.setState('rolled-back', { request: null });
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof LeaseLostError) throw error;
      await run.setState('needs-operator', { request: null, error: { code: error.code, message: error.message } });
    }
  }

  private async cleanUp(context: MigrationContext): Promise<void> {
    const detail = await cleanUp(context);
    await writeFinalReport(context, 'cleaned-up', detail);
    await context.run.setState('cleaned-up', { request: null });
  }

  /** If something that an operator requested fails, the run waits for the operator. */
  private async attempt({ run }: MigrationContext, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof LeaseLostError) throw error;
      await run.setState('needs-operator', { request: null, error: { code: error.code, message: error.message } });
    }
  }
}

async function untilAsked(run: OwnedRun): Promise<void> {
  for (;;) {
    run.safePoint();
    await run.pause(LOOK_EVERY_MS);
  }
}

function isHistoryLost(error: unknown): boolean {
  return error instanceof MigrationError && error.code === 'HISTORY_LOST';
}

function toMigrationError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  return new MigrationError('UNEXPECTED', error instanceof Error ? (error.stack ?? error.message) : String(error));
}
