import { Module } from '@nestjs/common';

import { AccessModule } from '../access/access.module.js';
import { BackupModule } from '../backup/backup.module.js';
import { MigrationModule } from '../batch-migration/migration.module.js';
import { MonitoringModule } from '../monitoring/monitoring.module.js';
import { LiveCatalogModule } from '../live-catalog/live-catalog.module.js';
import { AlertPace } from './alert-pace.js';
import { ALERT_RULES } from './alert-rules.js';
import { AlertSources } from './alert-sources.js';
import { AlertStore } from './alert-store.js';
import { AlertWatch, RULES } from './alert-watch.js';
import { AlertsService } from './alerts.service.js';
import { MonitoringGuide } from './monitoring-guide.js';
import { RestoreModule } from '../restore/restore.module.js';
import { SchedulesModule } from '../schedules/schedules.module.js';
import { STORED_ALERTS } from './stored-alert.schema.js';
import { WebhookDeliveries } from './webhook/webhook-deliveries.js';

/** Alerts: evaluated by rules, reported once, stored, and sent to the webhook. */
@Module({
  imports: [
    AccessModule,
    LiveCatalogModule,
    MigrationModule,
    BackupModule,
    MonitoringModule,
    RestoreModule,
    SchedulesModule,
    STORED_ALERTS,
  ],
  providers: [
    AlertPace,
    AlertSources,
    AlertStore,
    AlertWatch,
    AlertsService,
    MonitoringGuide,
    WebhookDeliveries,
    { provide: RULES, useValue: ALERT_RULES },
  ],
  exports: [AlertsService, MonitoringGuide],
})
export class AlertsModule {}
