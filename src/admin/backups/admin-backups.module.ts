import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { BackupModule } from '../../backup/backup.module.js';
import { JournalModule } from '../../backup/journal/journal.module.js';
import { RestoreModule } from '../../restore/restore.module.js';
import { AuditedCalls } from '../migrations/audited-calls.js';
import { BackupJobs } from './backup-jobs.js';
import { BackupsController } from './backups.controller.js';
import { CoverageController } from './coverage.controller.js';
import { RestoresController } from './restores.controller.js';

/** The admin API of backups and restores, and the journal that is kept beside them. */
@Module({ imports: [AuditModule, BackupModule, JournalModule, RestoreModule], controllers: [CoverageController, BackupsController, RestoresController], providers: [AuditedCalls, BackupJobs], exports: [BackupJobs] })
export class AdminBackupsModule {}
