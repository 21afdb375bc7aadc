import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute } from '../../admin/admin-route.js';
import { MonitoringService } from '../../monitoring/monitoring.service.js';
import { AlertsService } from '../alerts.service.js';
import { MonitoringDto } from './monitoring.dto.js';

/** The service's state. */
@ApiTags('monitoring')
@Controller('api/admin')
export class MonitoringController {
  constructor(
    private readonly monitoring: MonitoringService,
    private readonly alerts: AlertsService,
  ) {}

  @Get('monitoring')
  @AdminRoute({
    summary:
      'Summarize the service’s state: query classes against their targets, errors, pool, members, migration, alerts',
    operationId: 'getMonitoring',
    role: 'viewer',
    data: MonitoringDto,
  })
  async summary(): Promise<MonitoringDto> {
    const [summary, firing] = await Promise.all([this.monitoring.summary(), this.alerts.firing()]);
    return { ...summary, alerts: { firing, notJudged: this.alerts.problems } };
  }
}
