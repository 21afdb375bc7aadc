import { Module } from '@nestjs/common';

import { MonitoringModule } from '../monitoring.module.js';
import { SlowQueriesController } from './slow-queries.controller.js';

/** The admin API for slow queries. */
@Module({ imports: [MonitoringModule], controllers: [SlowQueriesController] })
export class MonitoringHttpModule {}
