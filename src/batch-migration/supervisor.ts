import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { lookAgainIn } from '../leases/lease-table.js';
import { processOwner } from '../leases/process-owner.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { liftAbandonedFence } from './abandoned-fence.js';
import { Orchestrator } from './orchestrator.js';
import type { MigrationRun } from './run/migration-run.js';
import { RunStore } from './run/run-store.js';
import { Collections } from '../database/collections.js';

/** After a failed check, and while a run is driven here, because it may be released at any time. */
const LOOK_EVERY_MS = 500;
/**
 * The longest pause between checks for a run without an owner. Each check also finds out when the lease expires, so
 * that the next one happens right then. It is shorter than the shortest lease, so no run can start and be lost between
 * two checks. A released run, e.g. when an instance stops, waits up to this long.
 */
const LOOK_WITHIN_MS = 1_500;
/** How often to look for a fence without a run. Only an owner that was frozen and woke up leaves one. */
const LOOK_FOR_FENCE_EVERY_MS = 5_000;

/**
 * Drives migrations in the background of this process: those started here, and those whose owner is gone. Every
 * instance of the service does this; the lease grants the run to one of them.
 */
@Injectable()
export class Supervisor implements OnApplicationBootstrap, OnModuleDestroy {
  /** This process, as the owner of runs. */
  readonly owner = processOwner();
  private readonly logger = new Logger(Supervisor.name);
  private readonly looking = new BackgroundLoop({
    work: () => this.look(),
    everyMs: LOOK_EVERY_MS,
    failed: (error) => {
      this.logger.warn(`Migrations cannot be checked right now: ${messageOf(error)}`);
    },
    stopsWithinMs: Infinity,
  });
  private driving: Promise<void> | undefined;
  private lookedForFenceAt = -Infinity;

  constructor(
    private readonly orchestrator: Orchestrator,
    private readonly runs: RunStore,
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  /** Starts looking for runs that nobody drives. */
  start(): void {
    this.looking.start((signal) => this.connector.untilConnected(signal));
  }

  /** Drives a run that belongs to this process, in the background. */
  drive(run: MigrationRun): void {
    // The next run can begin as soon as this one is seen to have ended, which is before it is released here.
    const driving = this.driveToRest(run).finally(() => {
      if (this.driving === driving) this.driving = undefined;
    });
    this.driving = driving;
  }

  /** If the run is driven here, picks up an operator's request immediately. */
  hear(runId: string): void {
    void this.orchestrator.hear(runId);
  }

  /** Whether a run is being driven here. */
  get isDriving(): boolean {
    return this.driving !== undefined;
  }

  /** Resolves when no run is being driven here. */
  async whenIdle(): Promise<void> {
    while (this.driving !== undefined) await this.driving;
  }

  /** Stops at the next safe point, and leaves the run to any other instance. */
  async stop(): Promise<void> {
    await this.looking.stop();
    await this.whenIdle();
  }

  /** Takes over a run that nobody drives; returns the pause until the next check. */
  private async look(): Promise<number> {
    if (this.isDriving) return LOOK_EVERY_MS;
    const left = await this.runs.leaseLeft();
    const run = left !== null && left < 0 ? await this.runs.claim(this.owner) : null;
    if (run !== null) {
      this.drive(run);
      return LOOK_EVERY_MS; // the run's driver takes care of its fence
    }
    if (performance.now() - this.lookedForFenceAt >= LOOK_FOR_FENCE_EVERY_MS) {
      this.lookedForFenceAt = performance.now();
      await liftAbandonedFence(this.collections.db, this.runs);
    }
    return lookAgainIn(left, LOOK_WITHIN_MS);
  }

  /** Never throws: what is unfinished is resumed by the next check, here or elsewhere. */
  private async driveToRest(run: MigrationRun): Promise<void> {
    try {
      await this.orchestrator.drive(run, this.looking.signal);
    } catch (error) {
      if (!this.looking.signal.aborted) this.logger.warn(`Run ${run._id} is interrupted: ${messageOf(error)}`);
    }
    await this.runs.release(run).catch(() => undefined); // the lease expires by itself
  }
}
