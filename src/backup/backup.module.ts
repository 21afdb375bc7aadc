import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { Backups } from './backups.service.js';

/** Backups for migrations, schedules and administrators. */
@Module({ imports: [DatabaseModule], providers: [Backups], exports: [Backups] })
export class BackupModule {}
