import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { messageOf } from '../errors/message-of.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { lookAgainIn } from '../leases/lease-table.js';
import { liftAbandonedRestoreFence } from './clear-up.js';
import { RestoreStore } from './restore-store.js';
import { Restores } from './restores.service.js';

/**
 * How often to look for a fence without a restore, and at least how often for a restore without an owner (normally
 * found right after its lease expires). Shorter than the lease, so no restore can start and be lost between two checks.
 */
const LOOK_EVERY_MS = 4_500;

/** Cleans up, in the background of every instance, after processes that ended during a restore. */
@Injectable()
export class RestoreSupervisor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RestoreSupervisor.name);
  private readonly looking = new BackgroundLoop({
    work: () => this.look(),
    everyMs: LOOK_EVERY_MS,
    failed: (error) => {
      this.logger.warn(`Restores cannot be checked right now: ${messageOf(error)}`);
    },
    stopsWithinMs: Infinity,
  });

  constructor(
    private readonly restores: Restores,
    private readonly store: RestoreStore,
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
  ) {}

  onApplicationBootstrap(): void {
    this.looking.start((signal) => this.connector.untilConnected(signal));
  }

  async onModuleDestroy(): Promise<void> {
    await this.looking.stop();
  }

  private async look(): Promise<number> {
    const left = await this.store.leaseLeft();
    if (left !== null && left < 0) await this.restores.endAbandoned();
    await liftAbandonedRestoreFence(this.collections.db, this.store);
    return lookAgainIn(left, LOOK_EVERY_MS);
  }
}
