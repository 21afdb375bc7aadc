import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import type { Answer } from '../../admin/answer.js';
import { ApiAdmin } from '../../admin/api-docs.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { MonitoringService, type MonitoringSummary } from '../../monitoring/monitoring.service.js';
import { AlertsService, type FiringCounts } from '../alerts.service.js';
import { SUMMARY } from './monitoring.schema.js';

/** The summary with how many alerts fire. */
type Summary = MonitoringSummary & {
  readonly alerts: { readonly firing: FiringCounts; readonly notJudged: AlertsService['problems'] };
};

/** How the service does. */
@ApiTags('monitoring')
@Controller('api/admin')
export class MonitoringController {
  constructor(
    private readonly monitoring: MonitoringService,
    private readonly alerts: AlertsService,
  ) {}

  @Get('monitoring')
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'How the service does: query classes against their targets, errors, pool, members, migration, alerts',
    operationId: 'getMonitoring',
    role: 'viewer',
    data: SUMMARY,
  })
  async summary(@Query() raw: RawParameters): Promise<Answer<Summary>> {
    new ParameterReader(raw, []).finish();
    const [summary, firing] = await Promise.all([this.monitoring.summary(), this.alerts.firing()]);
    return { success: true, data: { ...summary, alerts: { firing, notJudged: this.alerts.problems } } };
  }
}
