import { Module } from '@nestjs/common';

import { AuditModule } from '../../audit/audit.module.js';
import { SchedulesModule } from '../../schedules/schedules.module.js';
import { CapacityController } from '../capacity/capacity.controller.js';
import { AuditedCalls } from '../migrations/audited-calls.js';
import { SchedulesController } from './schedules.controller.js';

/** The admin API of schedules and capacity. */
@Module({ imports: [SchedulesModule, AuditModule], controllers: [SchedulesController, CapacityController], providers: [AuditedCalls] })
export class AdminSchedulesModule {}
