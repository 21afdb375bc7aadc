import { Module } from '@nestjs/common';

import { AlertsModule } from '../../alerts/alerts.module.js';
import { MonitoringModule } from '../../monitoring/monitoring.module.js';
import { MonitoringController } from './monitoring.controller.js';

/** The admin API of monitoring and alerts. */
@Module({ imports: [MonitoringModule, AlertsModule], controllers: [MonitoringController] })
export class AdminMonitoringModule {}
