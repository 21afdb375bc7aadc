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

/** After a failed look, and while a run is driven here: it may be let go at any time. */
const LOOK_EVERY_MS = 500;
/**
 * The longest pause between looks for a run without an owner. The look itself says when the lease runs out, so that the
 * next one comes just then. It is less than the shortest lease: no run is begun and lost between two looks. A run that
 * was released, as by an instance that stops, waits as long as this.
 */
const LOOK_WITHIN_MS = 1_500;
/** How often a fence without a run is looked for: only an owner that stood still and woke up again leaves one. */
const LOOK_FOR_FENCE_EVERY_MS = 5_000;

/**
 * Drives migrations in the background of this process: those that are started here, and those whose owner is gone.
 * Every instance of the service does so; the lease lets one of them have the run.
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

  /** Begins to look for runs that nobody drives. */
  start(): void {
    this.looking.start((signal) => this.connector.untilConnected(signal));
  }

  /** Drives a run that belongs to this process, in the background. */
  drive(run: MigrationRun): void {
    this.driving = this.driveToRest(run).finally(() => {
      this.driving = undefined;
    });
  }

  /** Takes an operator's word at once, where the run is driven here. */
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

  /** Stops at the next moment at which nothing is lost by it, and leaves the run to whoever comes. */
  async stop(): Promise<void> {
    await this.looking.stop();
    await this.whenIdle();
  }

  /** Takes over what nobody drives; gives the pause before the next look. */
  private async look(): Promise<number> {
    if (this.isDriving) return LOOK_EVERY_MS;
    const left = await this.runs.leaseLeft();
    const run = left !== null && left < 0 ? await this.runs.claim(this.owner) : null;
    if (run !== null) {
      this.drive(run);
      return LOOK_EVERY_MS; // whoever drives a run looks after its fence
    }
    if (performance.now() - this.lookedForFenceAt >= LOOK_FOR_FENCE_EVERY_MS) {
      this.lookedForFenceAt = performance.now();
      await liftAbandonedFence(this.collections.db, this.runs);
    }
    return lookAgainIn(left, LOOK_WITHIN_MS);
  }

  /** Never throws: what was not finished is taken up again by the next look, here or elsewhere. */
  private async driveToRest(run: MigrationRun): Promise<void> {
    try {
      await this.orchestrator.drive(run, this.looking.signal);
    } catch (error) {
      if (!this.looking.signal.aborted) this.logger.warn(`Run ${run._id} is interrupted: ${messageOf(error)}`);
    }
    await this.runs.release(run).catch(() => undefined); // the lease ends by itself
  }
}
