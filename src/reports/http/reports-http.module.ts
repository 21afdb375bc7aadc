import { Module } from '@nestjs/common';

import { ReportsController } from './reports.controller.js';

/** The admin API for reports. */
@Module({ controllers: [ReportsController] })
export class ReportsHttpModule {}
