import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { Collections } from '../storage/collections.js';
import { MongoConnector } from '../storage/mongo-connector.js';
import { IndexBuilder } from './index-builder.js';
import { workOnProducts } from './work-in-the-way.js';

const STOPS_WITHIN_MS = 2_000;

/**
 * Builds the catalogue's missing indexes when the service starts, in the background: until they stand the catalogue index
 * finds what they would. Not while a migration or a restore is at work: those see to the indexes of the collection that takes over.
 */
@Injectable()
export class BuildAtStart implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BuildAtStart.name);
  private readonly stopping = new AbortController();
  private building: Promise<unknown> = Promise.resolve();

  constructor(private readonly collections: Collections, private readonly connector: MongoConnector, private readonly builder: IndexBuilder) {}

  onApplicationBootstrap(): void {
    const { signal } = this.stopping;
    this.building = this.connector.untilConnected(signal).then(() => this.build(signal)).catch((error: unknown) => {
      if (!signal.aborted) this.logger.warn(`Indexes were not built: ${messageOf(error)}`);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    // What the server builds it goes on building without us.
    await Promise.race([this.building, sleep(STOPS_WITHIN_MS, undefined, { ref: false })]);
  }

  private async build(signal: AbortSignal): Promise<void> {
    const work = await workOnProducts(this.collections.db);
    if (work === undefined) await this.builder.build(undefined, signal);
    else this.logger.log(`${work}: no index is built meanwhile`);
  }
}
