import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { Collections } from '../storage/collections.js';
import { MongoConnector } from '../storage/mongo-connector.js';
import { catalogIndexes } from './index-definitions.js';

/**
 * Builds the catalogue's indexes that are missing, in the background: MongoDB builds them beside reads and writes, and
 * until they stand the catalogue index finds what they would. Nothing is ever dropped here.
 */
@Injectable()
export class IndexBuilder implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(IndexBuilder.name);
  private building: Promise<unknown> = Promise.resolve();

  private readonly stopping = new AbortController();

  constructor(private readonly collections: Collections, private readonly connector: MongoConnector) {}

  onApplicationBootstrap(): void {
    this.building = this.connector.untilConnected(this.stopping.signal).then(() => this.build()).catch((error: unknown) => {
      if (this.stopping.signal.aborted) return;
      this.logger.warn(`Indexes were not built: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.building;
  }

  /**
   * Builds what is missing and returns the names. A collection that does not exist is not made: it could come into being
   * in the middle of a switch.
   */
  async build(): Promise<readonly string[]> {
    const { db, products } = this.collections;
    const exists = await db.listCollections({ name: products.collectionName }, { nameOnly: true }).hasNext();
    if (!exists) return [];
    const present = new Set((await products.indexes()).map(({ name }) => name));
    const missing = catalogIndexes().filter(({ name }) => !present.has(name));
    if (missing.length === 0) return [];
    const specifications = missing.map(({ name, key, partialFilterExpression }) => ({
      name, key: { ...key }, ...(partialFilterExpression === undefined ? {} : { partialFilterExpression: { ...partialFilterExpression } }),
    }));
    try {
      // One command reads the collection once for all of them.
      await products.createIndexes(specifications);
    } catch (error) {
      this.logger.warn(`Indexes are built one by one, since not all can be built: ${error instanceof Error ? error.message : String(error)}`);
      return this.buildSingly(specifications);
    }
    this.logger.log(`Built ${missing.length} indexes`);
    return missing.map(({ name }) => name);
  }

  /** A single odd document (two arrays under one index, say) refuses an index: the others are built all the same. */
  private async buildSingly(specifications: readonly mongo.IndexDescription[]): Promise<readonly string[]> {
    const built: string[] = [];
    for (const specification of specifications) {
      const names = await this.collections.products.createIndexes([specification]).catch((error: unknown) => {
        this.logger.warn(`Index ${specification.name} was not built: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      });
      built.push(...names);
    }
    return built;
  }
}
