import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors/message-of.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { liftAbandonedRestoreFence } from './clear-up.js';
import { RestoreStore } from './restore-store.js';
import { Restores } from './restores.service.js';

/** How often a restore without an owner, and a fence without a restore, are looked for. */
const LOOK_EVERY_MS = 1_500;

/** Clears up, in the background of every instance, after processes that ended in the middle of a restore. */
@Injectable()
export class RestoreSupervisor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RestoreSupervisor.name);
  private readonly stopping = new AbortController();
  private looking: Promise<void> | undefined;

  constructor(
    private readonly restores: Restores,
    private readonly store: RestoreStore,
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = this.look();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    await this.connector.untilConnected(signal).catch(() => undefined);
    while (!signal.aborted) {
      try {
        await this.restores.endAbandoned();
        await liftAbandonedRestoreFence(this.collections.db, this.store);
      } catch (error) {
        this.logger.warn(`Restores cannot be checked right now: ${messageOf(error)}`);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
