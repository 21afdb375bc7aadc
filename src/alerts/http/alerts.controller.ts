import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf } from '../../admin/admin-route.js';
import { type Page, pageOf } from '../../admin/answer.js';
import { CURSOR_PAGE } from '../../admin/api-schema.js';
import { AlertsService } from '../alerts.service.js';
import { AlertDto, AlertsQueryDto, toAlertDto } from './alert.dto.js';

/** The service's alerts. */
@ApiTags('monitoring')
@ApiExtraModels(AlertDto)
@Controller('api/admin')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get('alerts')
  @AdminRoute({
    summary: 'List alerts, last changed first',
    operationId: 'listAlerts',
    role: 'viewer',
    data: listOf(AlertDto),
    more: { pagination: CURSOR_PAGE },
  })
  async list(@Query() { limit, cursor, state, severity }: AlertsQueryDto): Promise<Page<AlertDto>> {
    const { alerts, next } = await this.alerts.list({ state, severity }, { limit, after: cursor });
    return pageOf(alerts.map(toAlertDto), limit, next);
  }
}
