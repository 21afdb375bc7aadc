import { Module } from '@nestjs/common';

import { MonitoringModule } from '../../monitoring/monitoring.module.js';
import { AlertsModule } from '../alerts.module.js';
import { AlertsController } from './alerts.controller.js';
import { MonitoringController } from './monitoring.controller.js';

/** The admin API of alerts, and the summary of how the service does. */
@Module({ imports: [MonitoringModule, AlertsModule], controllers: [MonitoringController, AlertsController] })
export class AlertsHttpModule {}
