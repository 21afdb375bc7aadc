import { Module } from '@nestjs/common';
import { BackupModule } from '../backup/backup.module.js';
import { MigrationModule } from '../batch-migration/migration.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { RESTORE_RUNS } from './restore-run.schema.js';
import { RestoreStore } from './restore-store.js';
import { RestoreSupervisor } from './restore-supervisor.js';
import { Restores } from './restores.service.js';

/** Restores of the live products, and the cleanup after interrupted ones. */
@Module({
  imports: [DatabaseModule, BackupModule, MigrationModule, RESTORE_RUNS],
  providers: [Restores, RestoreStore, RestoreSupervisor],
  exports: [Restores, RestoreStore],
})
export class RestoreModule {}
