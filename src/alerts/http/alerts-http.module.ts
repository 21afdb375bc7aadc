import { Module } from '@nestjs/common';

import { MonitoringModule } from '../../monitoring/monitoring.module.js';
import { AlertsModule } from '../alerts.module.js';
import { AlertsController } from './alerts.controller.js';
import { MonitoringController } from './monitoring.controller.js';

/** The admin API for alerts, and the summary of the service's state. */
@Module({ imports: [MonitoringModule, AlertsModule], controllers: [MonitoringController, AlertsController] })
export class AlertsHttpModule {}
