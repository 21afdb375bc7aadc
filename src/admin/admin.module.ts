import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { MigrationModule } from '../migration/migration.module.js';
import { MongoConnectionModule } from '../storage/mongo-connection.module.js';
import { AuditedCalls } from './migrations/audited-calls.js';
import { MigrationChecksController } from './migrations/migration-checks.controller.js';
import { MigrationEventsController } from './migrations/migration-events.controller.js';
import { MigrationsController } from './migrations/migrations.controller.js';
import { IntegrityCheck } from '../migration/checks/integrity-check.js';
import { PreflightChecks } from '../migration/checks/preflight-checks.js';
import { RunEvents } from './migrations/run-events.js';
import { RunIntegrity } from '../migration/checks/run-integrity.js';
import { QuarantineList } from './quarantine-list.js';
import { QuarantineController } from './quarantine.controller.js';
import { ReportsController } from './reports.controller.js';

/** The admin API of migrations, quarantine and reports. */
@Module({
  imports: [MongoConnectionModule, AuditModule, MigrationModule],
  controllers: [MigrationsController, MigrationEventsController, MigrationChecksController, QuarantineController, ReportsController],
  providers: [AuditedCalls, RunEvents, QuarantineList, PreflightChecks, { provide: IntegrityCheck, useClass: RunIntegrity }],
})
export class AdminModule {}
