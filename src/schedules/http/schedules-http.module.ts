import { Module } from '@nestjs/common';

import { SchedulesModule } from '../schedules.module.js';
import { SchedulesController } from './schedules.controller.js';

/** The admin API of schedules. */
@Module({ imports: [SchedulesModule], controllers: [SchedulesController] })
export class SchedulesHttpModule {}
