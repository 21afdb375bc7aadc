import { Module } from '@nestjs/common';
import { MongoConnectionModule } from '../storage/mongo-connection.module.js';
import { Backups } from './backups.service.js';

/** Backups for whoever makes, checks or restores them: migrations, schedules, administrators. */
@Module({ imports: [MongoConnectionModule], providers: [Backups], exports: [Backups] })
export class BackupModule {}
