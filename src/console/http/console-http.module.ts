import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { BackupHttpModule } from '../../backup/http/backup-http.module.js';
import { AlertsModule } from '../../alerts/alerts.module.js';
import { BackupModule } from '../../backup/backup.module.js';
import { MigrationModule } from '../../batch-migration/migration.module.js';
import { MonitoringModule } from '../../monitoring/monitoring.module.js';
import { RestoreModule } from '../../restore/restore.module.js';
import { SchedulesModule } from '../../schedules/schedules.module.js';
import { LiveCatalogModule } from '../../live-catalog/live-catalog.module.js';
import { AdminOperations } from './admin-operations.js';
import { CensusTaker } from '../census.js';
import { ConsoleEvents, TOPICS } from './events/console-events.js';
import { consoleTopics, TopicSources } from './events/console-topics.js';
import { CensusController } from './census.controller.js';
import { ConsoleEventsController } from './console-events.controller.js';
import { LatencyController } from './latency.controller.js';
import { MeController } from './me.controller.js';
import { ProductVersionsController } from './product-versions.controller.js';
import { ProductForms } from '../product-versions.js';

/** Routes for the web console besides the features' own. */
@Module({
  imports: [
    DiscoveryModule,
    BackupHttpModule,
    AlertsModule,
    BackupModule,
    MigrationModule,
    MonitoringModule,
    RestoreModule,
    SchedulesModule,
    LiveCatalogModule,
  ],
  controllers: [MeController, CensusController, LatencyController, ProductVersionsController, ConsoleEventsController],
  providers: [
    AdminOperations,
    CensusTaker,
    ConsoleEvents,
    ProductForms,
    TopicSources,
    { provide: TOPICS, inject: [TopicSources], useFactory: consoleTopics },
  ],
})
export class ConsoleHttpModule {}
