import { Module } from '@nestjs/common';
import { BackupModule } from '../backup/backup.module.js';
import { MigrationModule } from '../migration/migration.module.js';
import { MongoConnectionModule } from '../storage/mongo-connection.module.js';
import { RestoreStore } from './restore-store.js';
import { RestoreSupervisor } from './restore-supervisor.js';
import { Restores } from './restores.service.js';

/** Restores of the live products, and what clears up after those that were interrupted. */
@Module({ imports: [MongoConnectionModule, BackupModule, MigrationModule], providers: [Restores, RestoreStore, RestoreSupervisor], exports: [Restores] })
export class RestoreModule {}
