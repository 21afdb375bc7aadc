import { Module } from '@nestjs/common';

import { BackupModule } from '../backup.module.js';
import { JournalModule } from '../journal/journal.module.js';
import { BackupJobs } from './backup-jobs.js';
import { CoverageController } from './coverage.controller.js';
import { BackupsController } from './backups.controller.js';

/** The admin API of backups, and the journal that is kept beside them. */
@Module({
  imports: [BackupModule, JournalModule],
  controllers: [CoverageController, BackupsController],
  providers: [BackupJobs],
  exports: [BackupJobs],
})
export class BackupHttpModule {}
