import { Module } from '@nestjs/common';

import { BackupModule } from '../../backup/backup.module.js';
import { RestoreModule } from '../restore.module.js';
import { RestoresController } from './restores.controller.js';
import { StartRestoreController } from './start-restore.controller.js';

/** The admin API for restores. */
@Module({ imports: [BackupModule, RestoreModule], controllers: [StartRestoreController, RestoresController] })
export class RestoreHttpModule {}
