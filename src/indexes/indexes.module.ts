import { Module } from '@nestjs/common';

import { QueryProbes } from '../migration/performance/query-probes.js';
import { StorageModule } from '../storage/storage.module.js';
import { CatalogIndexes } from './catalog-indexes.service.js';
import { IndexAnalyser } from './index-analysis.js';
import { IndexRemovals } from './index-removals.js';

/** What is done with the indexes of the products besides building them at the start. */
@Module({
  imports: [StorageModule],
  providers: [CatalogIndexes, IndexAnalyser, IndexRemovals, QueryProbes],
  exports: [CatalogIndexes],
})
export class IndexesModule {}
