import { Module } from '@nestjs/common';

import { IntegrityCheck } from '../checks/integrity-check.js';
import { PreflightChecks } from '../checks/preflight-checks.js';
import { RunIntegrity } from '../checks/run-integrity.js';
import { LiveCatalog } from '../../live-catalog/live-catalog.js';
import { LiveCatalogModule } from '../../live-catalog/live-catalog.module.js';
import { MigrationModule } from '../migration.module.js';
import { UnservableDocuments } from '../unservable-documents.js';
import { MigrationChecksController } from './migration-checks.controller.js';
import { MigrationEventsController } from './migration-events.controller.js';
import { MigrationsController } from './migrations.controller.js';
import { QuarantineList } from './quarantine-list.js';
import { QuarantineController } from './quarantine.controller.js';
import { RunEvents } from './run-events.js';

/** The admin API of migrations and quarantine. */
@Module({
  imports: [MigrationModule, LiveCatalogModule],
  controllers: [MigrationsController, MigrationEventsController, MigrationChecksController, QuarantineController],
  providers: [
    RunEvents,
    QuarantineList,
    PreflightChecks,
    { provide: IntegrityCheck, useClass: RunIntegrity },
    { provide: UnservableDocuments, useFactory: unservableIn, inject: [LiveCatalog] },
  ],
})
export class MigrationHttpModule {}

/** The catalog in memory has already read every document. */
function unservableIn(catalog: LiveCatalog): UnservableDocuments {
  return { ids: () => Promise.resolve(catalog.problems.list().map(({ id }) => id)) };
}
