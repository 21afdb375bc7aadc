import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { BackupModule } from '../backup/backup.module.js';
import { Capacity } from '../capacity/capacity.service.js';
import { IndexesModule } from '../indexes/indexes.module.js';
import { MigrationModule } from '../migration/migration.module.js';
import { MongoConnectionModule } from '../storage/mongo-connection.module.js';
import { SCHEDULE_PARTS } from './schedule-parts.js';
import { Scheduler } from './scheduler.js';

/** The schedules: done in the background of every instance, each run by the one that has its lease. */
@Module({
  imports: [MongoConnectionModule, MigrationModule, BackupModule, IndexesModule, AuditModule],
  providers: [...SCHEDULE_PARTS, Scheduler],
  exports: [Scheduler, Capacity],
})
export class SchedulesModule {}
