import { Module } from '@nestjs/common';

import { IndexesModule } from '../indexes.module.js';
import { IndexesController } from './indexes.controller.js';

/** The admin API for indexes. */
@Module({ imports: [IndexesModule], controllers: [IndexesController] })
export class IndexHttpModule {}
