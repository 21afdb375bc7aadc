import { Module } from '@nestjs/common';

import { BackupModule } from '../backup.module.js';
import { JournalModule } from '../journal/journal.module.js';
import { BackupJobs } from './backup-jobs.js';
import { BackupList } from './backup-list.js';
import { CoverageController } from './coverage.controller.js';
import { BackupsController } from './backups.controller.js';

/** The admin API for backups and their journal of changes. */
@Module({
  imports: [BackupModule, JournalModule],
  controllers: [CoverageController, BackupsController],
  providers: [BackupJobs, BackupList],
  exports: [BackupJobs],
})
export class BackupHttpModule {}
