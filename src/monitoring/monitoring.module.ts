import { Module } from '@nestjs/common';

import { MigrationModule } from '../batch-migration/migration.module.js';
import { LiveCatalogModule } from '../live-catalog/live-catalog.module.js';
import { CatalogStates } from './catalog-state.js';
import { MemberWatch } from './member-watch.js';
import { MonitoringPace } from './monitoring-pace.js';
import { MonitoringService } from './monitoring.service.js';
import { QueryHistory } from './query-history.js';
import { QueryMeter } from './query-meter.js';
import { SlowQueries } from './slow-queries.js';
import { STORED_SLOW_QUERIES } from './slow-query.schema.js';
import { SlowQueryStore } from './slow-query-store.js';
import { SlowQueryWatch } from './slow-query-watch.js';

/** Measures the running service: latency by query class, slow queries, members, counters. */
@Module({
  imports: [LiveCatalogModule, MigrationModule, STORED_SLOW_QUERIES],
  providers: [
    CatalogStates,
    MemberWatch,
    MonitoringPace,
    MonitoringService,
    QueryHistory,
    QueryMeter,
    SlowQueries,
    SlowQueryStore,
    SlowQueryWatch,
  ],
  exports: [CatalogStates, MemberWatch, MonitoringService, QueryHistory, QueryMeter, SlowQueries],
})
export class MonitoringModule {}
