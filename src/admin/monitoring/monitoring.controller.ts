import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ALERT_STATES, SEVERITIES } from '../../alerts/alert.js';
import { AlertsService, type FiringCounts } from '../../alerts/alerts.service.js';
import { ParameterReader, type RawParameters } from '../../catalog/parse-listing.js';
import { MonitoringService, type MonitoringSummary } from '../../monitoring/monitoring.service.js';
import { SlowQueries } from '../../monitoring/slow-queries.js';
import { ApiAdmin, listOf, query } from '../api-docs.js';
import type { Answer } from '../migrations/migrations.controller.js';
import { RequireRole } from '../require-role.decorator.js';
import { type AlertView, toAlertView } from './alert-view.js';
import { ALERT, CURSOR_PAGE, SLOW_QUERY, SUMMARY } from './monitoring.schemas.js';
import { type SlowQueryView, toSlowQueryView } from './slow-query-view.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const LIMIT = query('limit', 'Entries a page', { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT });
const CURSOR = query('cursor', 'The nextCursor of the page before', { type: 'string', maxLength: 500 });

/** The summary with how many alerts fire. */
type Summary = MonitoringSummary & { readonly alerts: { readonly firing: FiringCounts; readonly notJudged: AlertsService['problems'] } };

/** An answer with a part of a list. */
type Page<T> = Answer<readonly T[]> & { readonly pagination: { readonly limit: number; readonly nextCursor: string | null } };

/** How the service does, which queries were slow, and what it has raised alarm about. */
@ApiTags('monitoring')
@Controller('api/admin')
export class MonitoringController {
  constructor(private readonly monitoring: MonitoringService, private readonly slowQueries: SlowQueries, private readonly alerts: AlertsService) {}

  @Get('monitoring')
  @RequireRole('viewer')
  @ApiAdmin({ summary: 'How the service does: query classes against their targets, errors, pool, members, migration, alerts', operationId: 'getMonitoring', role: 'viewer', data: SUMMARY })
  async summary(@Query() raw: RawParameters): Promise<Answer<Summary>> {
    new ParameterReader(raw, []).finish();
    const [summary, firing] = await Promise.all([this.monitoring.summary(), this.alerts.firing()]);
    return { success: true, data: { ...summary, alerts: { firing, notJudged: this.alerts.problems } } };
  }

  @Get('slow-queries')
  @RequireRole('viewer')
  @LIMIT @CURSOR
  @ApiAdmin({ summary: 'Kinds of database commands that were slow, without values, the latest first', operationId: 'listSlowQueries', role: 'viewer', data: listOf(SLOW_QUERY), more: { pagination: CURSOR_PAGE } })
  async slow(@Query() raw: RawParameters): Promise<Page<SlowQueryView>> {
    const reader = new ParameterReader(raw, ['limit', 'cursor']);
    const { limit, after } = readPage(reader);
    reader.finish();
    const { queries, next } = await this.slowQueries.list({ limit, after });
    return { success: true, data: queries.map(toSlowQueryView), pagination: { limit, nextCursor: next } };
  }

  @Get('alerts')
  @RequireRole('viewer')
  @LIMIT @CURSOR
  @query('state', 'Only alerts in this state', { type: 'string', enum: [...ALERT_STATES] })
  @query('severity', 'Only alerts of this severity', { type: 'string', enum: [...SEVERITIES] })
  @ApiAdmin({ summary: 'Alerts, the one that changed last first', operationId: 'listAlerts', role: 'viewer', data: listOf(ALERT), more: { pagination: CURSOR_PAGE } })
  async list(@Query() raw: RawParameters): Promise<Page<AlertView>> {
    const reader = new ParameterReader(raw, ['limit', 'cursor', 'state', 'severity']);
    const { limit, after } = readPage(reader);
    const filter = { state: reader.oneOf('state', ALERT_STATES), severity: reader.oneOf('severity', SEVERITIES) };
    reader.finish();
    const { alerts, next } = await this.alerts.list(filter, { limit, after });
    return { success: true, data: alerts.map(toAlertView), pagination: { limit, nextCursor: next } };
  }
}

function readPage(reader: ParameterReader): { readonly limit: number; readonly after: string | undefined } {
  return { limit: reader.integer('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT, after: reader.single('cursor') };
}
