import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';

import { AdminBackupsModule } from '../admin/backups/admin-backups.module.js';
import { AlertsModule } from '../alerts/alerts.module.js';
import { BackupModule } from '../backup/backup.module.js';
import { MigrationModule } from '../migration/migration.module.js';
import { MonitoringModule } from '../monitoring/monitoring.module.js';
import { RestoreModule } from '../restore/restore.module.js';
import { SchedulesModule } from '../schedules/schedules.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { AdminOperations } from './admin-operations.js';
import { CensusTaker } from './census.js';
import { ConsoleEvents, TOPICS } from './events/console-events.js';
import { consoleTopics, TopicSources } from './events/console-topics.js';
import { CensusController } from './http/census.controller.js';
import { ConsoleEventsController } from './http/console-events.controller.js';
import { LatencyController } from './http/latency.controller.js';
import { MeController } from './http/me.controller.js';
import { ProductVersionsController } from './http/product-versions.controller.js';
import { ProductForms } from './product-versions.js';

/** What the web console needs besides the features' own routes. */
@Module({
  imports: [
    DiscoveryModule,
    AdminBackupsModule,
    AlertsModule,
    BackupModule,
    MigrationModule,
    MonitoringModule,
    RestoreModule,
    SchedulesModule,
    StorageModule,
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
export class ConsoleModule {}
