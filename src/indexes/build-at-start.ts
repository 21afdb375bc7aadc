import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { IndexBuilder } from './index-builder.js';
import { IndexRemovals } from './index-removals.js';
import { inTheWayOfIndexes, liveWork } from '../leases/live-work.js';

const STOPS_WITHIN_MS = 2_000;

/**
 * At startup, builds missing indexes of the products in the background, and hides indexes of earlier versions that are
 * no longer used. Does nothing during a migration or restore: those handle the indexes of the new collection.
 */
@Injectable()
export class BuildAtStart implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BuildAtStart.name);
  private readonly stopping = new AbortController();
  private building: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly builder: IndexBuilder,
    private readonly removals: IndexRemovals,
  ) {}

  onApplicationBootstrap(): void {
    const { signal } = this.stopping;
    this.building = this.connector
      .untilConnected(signal)
      .then(() => this.build(signal))
      .catch((error: unknown) => {
        if (!signal.aborted) this.logger.warn(`Indexes were not built: ${messageOf(error)}`);
      });
  }

  /** Resolves when the indexes have been built, or could not be. */
  async whenDone(): Promise<void> {
    await this.building;
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    // The server continues a build without us.
    await Promise.race([this.building, sleep(STOPS_WITHIN_MS, undefined, { ref: false })]);
  }

  private async build(signal: AbortSignal): Promise<void> {
    const work = inTheWayOfIndexes(await liveWork(this.collections.db));
    if (work !== undefined) {
      this.logger.log(`${work}; no index is built meanwhile`);
      return;
    }
    await this.builder.build(undefined, signal);
    const retired = await this.removals.retire();
    if (retired.length > 0)
      this.logger.log(
        'Hid ' +
          (`${retired.length} indexes that earlier versions of this service used for listings; they are ` +
            `dropped in a week: ${retired.join(', ')}`),
      );
  }
}
