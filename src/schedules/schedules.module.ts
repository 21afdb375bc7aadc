import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { BackupModule } from '../backup/backup.module.js';
import { CapacityModule } from '../capacity/capacity.module.js';
import { IndexesModule } from '../indexes/indexes.module.js';
import { MigrationModule } from '../batch-migration/migration.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { SCHEDULE_PARTS } from './schedule-parts.js';
import { STORED_SCHEDULES } from './schedule-record.schema.js';
import { ScheduleStore } from './schedule-store.js';
import { Scheduler } from './scheduler.js';

/** The schedules: run in the background of every instance, each run by the holder of its lease. */
@Module({
  imports: [
    DatabaseModule,
    MigrationModule,
    BackupModule,
    IndexesModule,
    AuditModule,
    CapacityModule,
    STORED_SCHEDULES,
  ],
  providers: [...SCHEDULE_PARTS, Scheduler],
  exports: [Scheduler, ScheduleStore],
})
export class SchedulesModule {}
