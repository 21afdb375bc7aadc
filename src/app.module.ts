import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';

import { AccessModule } from './access/access.module.js';
import { AdminGuard } from './admin/admin.guard.js';
import { AdminBackupsModule } from './admin/backups/admin-backups.module.js';
import { AdminIndexesModule } from './admin/indexes/admin-indexes.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AdminMonitoringModule } from './admin/monitoring/admin-monitoring.module.js';
import { AdminProductsModule } from './admin/products.module.js';
import { AdminSchedulesModule } from './admin/schedules/admin-schedules.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ConsoleModule } from './console/console.module.js';
import { CatalogGraphqlModule } from './graphql/graphql.module.js';
import type { Settings } from './config/settings.js';
import { SettingsModule } from './config/settings.module.js';
import { ProblemFilter } from './http/problem.filter.js';
import { HealthModule } from './health/health.module.js';
import { OldApiModule, OldRoutesModule } from './old-api/old-api.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { MongoConnectionModule } from './storage/mongo-connection.module.js';

/** What the service is made of besides its platform. A feature is added here. */
const FEATURES: readonly Type[] = [
  CatalogModule,
  CatalogGraphqlModule,
  OldApiModule,
  AdminProductsModule,
  AdminModule,
  AdminBackupsModule,
  AdminIndexesModule,
  AdminMonitoringModule,
  AdminSchedulesModule,
  ConsoleModule,
];

/** The whole service: the platform, then the features. */
@Module({})
export class AppModule {
  static with(settings: Settings, further: readonly Type[] = []): DynamicModule {
    const oldRoutes = settings.OLD_API === 'accept' ? [OldRoutesModule] : [];
    return {
      module: AppModule,
      imports: [SettingsModule.with(settings), MongoConnectionModule, AccessModule, HealthModule, MetricsModule, ...FEATURES, ...oldRoutes, ...further],
      providers: [
        { provide: APP_GUARD, useClass: AdminGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
