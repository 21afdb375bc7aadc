import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';

import { AccessModule } from './access/access.module.js';
import { ArtModule } from './art/art.module.js';
import { AdminGuard } from './admin/admin.guard.js';
import { AdminModule } from './admin/admin.module.js';
import { BackupHttpModule } from './backup/http/backup-http.module.js';
import { RestoreHttpModule } from './restore/http/restore-http.module.js';
import { IndexHttpModule } from './indexes/http/index-http.module.js';
import { MonitoringHttpModule } from './monitoring/http/monitoring-http.module.js';
import { AlertsHttpModule } from './alerts/http/alerts-http.module.js';
import { ProductWritesHttpModule } from './product-writes/http/product-writes-http.module.js';
import { SchedulesHttpModule } from './schedules/http/schedules-http.module.js';
import { CapacityHttpModule } from './capacity/http/capacity-http.module.js';
import { MigrationHttpModule } from './batch-migration/http/migration-http.module.js';
import { ReportsHttpModule } from './reports/http/reports-http.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ConsoleHttpModule } from './console/http/console-http.module.js';
import { CatalogGraphqlModule } from './graphql/graphql.module.js';
import type { Settings } from './config/settings.js';
import { SettingsModule } from './config/settings.module.js';
import { RequestPipe } from './http/input/request.pipe.js';
import { ProblemFilter } from './http/problem.filter.js';
import { HealthModule } from './health/health.module.js';
import { OldApiModule, OldRoutesModule } from './old-api/http/old-api.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { DatabaseModule } from './database/database.module.js';
import { OwnIndexes } from './database/own-indexes.js';

/** The features of the service, besides the platform. Add new features here. */
const FEATURES: readonly Type[] = [
  CatalogModule,
  ArtModule,
  CatalogGraphqlModule,
  OldApiModule,
  ProductWritesHttpModule,
  MigrationHttpModule,
  BackupHttpModule,
  RestoreHttpModule,
  IndexHttpModule,
  MonitoringHttpModule,
  AlertsHttpModule,
  SchedulesHttpModule,
  CapacityHttpModule,
  ReportsHttpModule,
  ConsoleHttpModule,
];

/** The whole service: the platform, then the features. */
@Module({})
export class AppModule {
  static with(settings: Settings, further: readonly Type[] = []): DynamicModule {
    const oldRoutes = settings.OLD_API === 'accept' ? [OldRoutesModule] : [];
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(settings),
        DatabaseModule,
        AccessModule,
        AdminModule,
        HealthModule,
        MetricsModule,
        ...FEATURES,
        ...oldRoutes,
        ...further,
      ],
      providers: [
        OwnIndexes,
        { provide: APP_GUARD, useClass: AdminGuard },
        { provide: APP_PIPE, useClass: RequestPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
