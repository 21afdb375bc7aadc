import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { MongoConnectionModule } from '../storage/mongo-connection.module.js';
import { AuditedCalls } from './migrations/audited-calls.js';
import { MigrationChecksController } from './migrations/migration-checks.controller.js';
import { MigrationEventsController } from './migrations/migration-events.controller.js';
import { MigrationsController } from './migrations/migrations.controller.js';
import { RunEvents } from './migrations/run-events.js';
import { QuarantineList } from './quarantine-list.js';
import { QuarantineController } from './quarantine.controller.js';
import { ReportsController } from './reports.controller.js';

/** The admin API of migrations, quarantine and reports. */
@Module({
  imports: [MongoConnectionModule, AuditModule],
  controllers: [MigrationsController, MigrationEventsController, MigrationChecksController, QuarantineController, ReportsController],
  providers: [AuditedCalls, RunEvents, QuarantineList],
})
export class AdminModule {}
