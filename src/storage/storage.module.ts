import { Module } from '@nestjs/common';
import { LiveCatalog } from '../catalog-index/live-catalog.js';
import { CatalogMetrics } from './catalog-metrics.js';
import { BuildAtStart } from '../indexes/build-at-start.js';
import { IndexBuilder } from '../indexes/index-builder.js';
import { IndexRemovals } from '../indexes/index-removals.js';
import { LazyUpgrade } from './lazy-upgrade.js';
import { MongoConnectionModule } from './mongo-connection.module.js';
import { ProductRepository } from './product.repository.js';

/** The versioned repository, the catalog in memory and what they stand on. */
@Module({
  imports: [MongoConnectionModule],
  providers: [BuildAtStart, CatalogMetrics, LiveCatalog, IndexBuilder, IndexRemovals, LazyUpgrade, ProductRepository],
  exports: [LiveCatalog, IndexBuilder, IndexRemovals, LazyUpgrade, ProductRepository, MongoConnectionModule],
})
export class StorageModule {}
