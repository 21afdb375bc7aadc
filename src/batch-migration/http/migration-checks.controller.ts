import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { Settings } from '../../config/settings.js';
import { isMongoUnauthorized } from '../../errors/mongo-unauthorized.js';
import { MigrationService } from '../migration.service.js';
import { type ReadableJson, readableJson } from '../../reports/readable-json.js';
import { writeReport } from '../../reports/report-writer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ApiAdmin, OBJECT, pathParameter } from '../../admin/api-docs.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import type { Answer } from '../../admin/answer.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';
import { IntegrityCheck } from '../checks/integrity-check.js';
import { PreflightChecks } from '../checks/preflight-checks.js';
import { reportsOf } from './run-reports.js';
import { whileConnected } from '../../admin/while-connected.js';

const VALIDATION = {
  type: 'object',
  properties: { performanceOnly: { type: 'boolean', default: false, description: 'Only measure the query classes' } },
  additionalProperties: false,
};

/** What is looked at before and after a migration: readiness, integrity, reports. None of it changes a product. */
@ApiTags('migrations')
@Controller('api/admin/migrations')
export class MigrationChecksController {
  private readonly validating = new OneAtATime('A pre-flight check');
  private readonly verifying = new OneAtATime('A verification');

  constructor(
    private readonly migrations: MigrationService,
    private readonly preflight: PreflightChecks,
    private readonly integrity: IntegrityCheck,
    private readonly calls: AuditedCalls,
    private readonly settings: Settings,
  ) {}

  @Post('validate')
  @HttpCode(200)
  @RequireRole('operator')
  @ApiAdmin({
    summary: 'Look whether a migration could begin, and change nothing',
    operationId: 'validateMigration',
    role: 'operator',
    data: OBJECT,
    problems: [409],
    body: VALIDATION,
  })
  async validate(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ReadableJson>> {
    const reader = new BodyReader(body, ['performanceOnly']);
    const performanceOnly = reader.flag('performanceOnly');
    reader.finish();
    const check = (): ReturnType<PreflightChecks['check']> =>
      this.validating.run(() => whileConnected(reply, (signal) => this.preflight.check({ signal, performanceOnly })));
    const report = await this.calls
      .audited(request, { action: 'migration.validate', target: 'products', params: { performanceOnly } }, check)
      // It changes nothing, and says which privilege is missing.
      .catch((error: unknown) => (isMongoUnauthorized(error) ? check() : Promise.reject(error)));
    await writeReport(this.settings.REPORT_DIR, 'pre-migration-validation-report.json', report);
    return { success: true, data: readableJson(report) };
  }

  @Post('verify')
  @HttpCode(200)
  @RequireRole('operator')
  @ApiAdmin({
    summary: 'Compare everything that a migration made with what it was made of',
    operationId: 'verifyMigration',
    role: 'operator',
    data: OBJECT,
    problems: [409],
    body: { type: 'object', additionalProperties: false },
  })
  async verify(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<ReadableJson>> {
    new BodyReader(body, []).finish();
    const report = await this.calls.audited(
      request,
      { action: 'migration.verify', target: 'products', params: {} },
      () => this.verifying.run(() => whileConnected(reply, (signal) => this.integrity.verify({ signal }))),
    );
    await writeReport(this.settings.REPORT_DIR, 'data-integrity-verification-report.json', report);
    return { success: true, data: readableJson(report) };
  }

  @Get(':id/report')
  @RequireRole('viewer')
  @pathParameter('id', 'The run’s id')
  @ApiAdmin({
    summary: 'The reports of a run',
    operationId: 'getMigrationReport',
    role: 'viewer',
    data: OBJECT,
    problems: [404],
  })
  async report(@Param('id') id: string, @Query() raw: RawParameters): Promise<Answer<object>> {
    new ParameterReader(raw, []).finish();
    const run = await this.migrations.get(id);
    return { success: true, data: await reportsOf(run, this.settings.REPORT_DIR) };
  }
}
