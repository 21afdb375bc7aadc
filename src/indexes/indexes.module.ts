import { Module } from '@nestjs/common';

import { ProductsModule } from '../products/products.module.js';
import { QueryProbes } from '../query-performance/query-probes.js';
import { BuildAtStart } from './build-at-start.js';
import { CatalogIndexes } from './catalog-indexes.service.js';
import { IndexBuilder } from './index-builder.js';
import { INDEX_PARTS } from './index-parts.js';
import { IndexRemovals } from './index-removals.js';

/** The products' indexes: built at startup, compared with the declarations, analyzed, removed. */
@Module({
  imports: [ProductsModule],
  providers: [BuildAtStart, IndexBuilder, ...INDEX_PARTS, QueryProbes],
  exports: [CatalogIndexes, IndexBuilder, IndexRemovals],
})
export class IndexesModule {}
