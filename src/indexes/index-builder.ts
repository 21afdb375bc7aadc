import { Injectable, Logger } from '@nestjs/common';

import { Collections } from '../database/collections.js';
import type { BuildResult } from './build-indexes.js';
import { buildIndexes } from './build-indexes.js';
import type { IndexDefinition } from './index-definitions.js';
import { catalogIndexes, specificationOf } from './index-definitions.js';

/** Builds indexes of the products while reads and writes continue. Never drops anything. */
@Injectable()
export class IndexBuilder {
  private readonly logger = new Logger(IndexBuilder.name);

  constructor(private readonly collections: Collections) {}

  /**
   * Builds indexes, by default the missing declared ones. A missing collection is not created: that could happen in the
   * middle of a switch. The signal ends the wait, not the server's build.
   */
  async build(wanted?: readonly IndexDefinition[], signal?: AbortSignal): Promise<BuildResult> {
    const { db, products } = this.collections;
    const exists = await db.listCollections({ name: products.collectionName }, { nameOnly: true }).hasNext();
    if (!exists) return { built: [], refused: [] };
    const result = await buildIndexes(products, (wanted ?? (await this.missing())).map(specificationOf), signal);
    for (const { name, problem } of result.refused) this.logger.warn(`Index ${name} was not built: ${problem}`);
    if (result.built.length > 0) this.logger.log(`Built ${result.built.length} indexes`);
    return result;
  }

  private async missing(): Promise<IndexDefinition[]> {
    const present = new Set((await this.collections.products.indexes()).map(({ name }) => name));
    return catalogIndexes().filter(({ name }) => !present.has(name));
  }
}
