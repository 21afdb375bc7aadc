import { Module } from '@nestjs/common';
import { DatabaseModule } from '../../database/database.module.js';
import { BackupModule } from '../backup.module.js';
import { JournalKeeper } from './journal-keeper.js';
import { JournalMetrics } from './journal-metrics.js';

/** The journal of changes: runs in the background of every instance; the holder of the lease writes it. */
@Module({
  imports: [DatabaseModule, BackupModule],
  providers: [JournalKeeper, JournalMetrics],
  exports: [JournalKeeper],
})
export class JournalModule {}
