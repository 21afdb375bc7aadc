import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { MongoConnector } from './mongo-connector.js';

const TRY_AGAIN_MS = 30_000;
const STOPS_WITHIN_MS = 250;

/**
 * Builds the indexes declared by the schemas of the service's own collections. It does so in the background, since the
 * service starts even if its database is down. No code relies on these indexes for correctness: code that needs a
 * unique index creates it before its first write.
 */
@Injectable()
export class OwnIndexes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OwnIndexes.name);
  private readonly stopping = new AbortController();
  private building: Promise<void> | undefined;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly connector: MongoConnector,
  ) {}

  onApplicationBootstrap(): void {
    this.building = this.build();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.building, sleep(STOPS_WITHIN_MS, undefined, { ref: false })]);
  }

  private async build(): Promise<void> {
    const { signal } = this.stopping;
    await this.connector.untilConnected(signal).catch(() => undefined);
    for (let left = Object.values(this.connection.models); left.length > 0 && !signal.aborted;) {
      left = await this.tryAll(left);
      if (left.length > 0) await sleep(TRY_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Returns the models whose indexes could not be built. */
  private async tryAll(models: readonly Model<unknown>[]): Promise<Model<unknown>[]> {
    const failed: Model<unknown>[] = [];
    for (const model of models) {
      if (this.stopping.signal.aborted) return failed;
      try {
        await model.createIndexes();
      } catch (error) {
        failed.push(model);
        const name = model.collection.collectionName;
        this.logger.warn(`The indexes of ${name} could not be built and will be retried: ${messageOf(error)}`);
      }
    }
    return failed;
  }
}
