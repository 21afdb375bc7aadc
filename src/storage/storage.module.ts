import { Module } from '@nestjs/common';
import { CatalogIndex } from '../catalog-index/catalog-index.js';
import { CatalogMetrics } from './catalog-metrics.js';
import { BuildAtStart } from '../indexes/build-at-start.js';
import { IndexBuilder } from '../indexes/index-builder.js';
import { LazyUpgrade } from './lazy-upgrade.js';
import { ListingReader } from './listing-reader.js';
import { MongoConnectionModule } from './mongo-connection.module.js';
import { ProductRepository } from './product.repository.js';

/** The versioned repository and what it stands on. */
@Module({
  imports: [MongoConnectionModule],
  providers: [BuildAtStart, CatalogMetrics, CatalogIndex, IndexBuilder, LazyUpgrade, ListingReader, ProductRepository],
  exports: [CatalogIndex, IndexBuilder, LazyUpgrade, ListingReader, ProductRepository, MongoConnectionModule],
})
export class StorageModule {}
