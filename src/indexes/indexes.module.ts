import { Module } from '@nestjs/common';

import { QueryProbes } from '../migration/performance/query-probes.js';
import { StorageModule } from '../storage/storage.module.js';
import { CatalogIndexes } from './catalog-indexes.service.js';
import { INDEX_PARTS } from './index-parts.js';

/** What is done with the indexes of the products besides building them at the start. */
@Module({ imports: [StorageModule], providers: [...INDEX_PARTS, QueryProbes], exports: [CatalogIndexes] })
export class IndexesModule {}
