import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ApiAdmin, listOf, query } from '../../admin/api-docs.js';
import { CURSOR_PAGE } from '../../admin/api-schema.js';
import { CURSOR, LIMIT, type Page, readPage } from '../../admin/cursor-page.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { ALERT_STATES, SEVERITIES } from '../alert.js';
import { AlertsService } from '../alerts.service.js';
import { ALERT } from './alert.schema.js';
import { type AlertView, toAlertView } from './alert-view.js';

/** What the service has raised alarm about. */
@ApiTags('monitoring')
@Controller('api/admin')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get('alerts')
  @RequireRole('viewer')
  @LIMIT
  @CURSOR
  @query('state', 'Only alerts in this state', { type: 'string', enum: [...ALERT_STATES] })
  @query('severity', 'Only alerts of this severity', { type: 'string', enum: [...SEVERITIES] })
  @ApiAdmin({
    summary: 'Alerts, the one that changed last first',
    operationId: 'listAlerts',
    role: 'viewer',
    data: listOf(ALERT),
    more: { pagination: CURSOR_PAGE },
  })
  async list(@Query() raw: RawParameters): Promise<Page<AlertView>> {
    const reader = new ParameterReader(raw, ['limit', 'cursor', 'state', 'severity']);
    const { limit, after } = readPage(reader);
    const filter = { state: reader.oneOf('state', ALERT_STATES), severity: reader.oneOf('severity', SEVERITIES) };
    reader.finish();
    const { alerts, next } = await this.alerts.list(filter, { limit, after });
    return { success: true, data: alerts.map(toAlertView), pagination: { limit, nextCursor: next } };
  }
}
