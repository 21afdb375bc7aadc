import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { AdminRoute, OBJECT, pathParameter } from '../../admin/admin-route.js';
import { Audited } from '../../admin/audited.decorator.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { OneAtATime } from '../../admin/one-at-a-time.js';
import { Client, type WaitingClient } from '../../admin/request-arguments.js';
import { Settings } from '../../config/settings.js';
import { isMongoUnauthorized } from '../../errors/mongo-unauthorized.js';
import { type ReadableJson, readableJson } from '../../reports/readable-json.js';
import { writeReport } from '../../reports/report-writer.js';
import { IntegrityCheck } from '../checks/integrity-check.js';
import { PreflightChecks } from '../checks/preflight-checks.js';
import { MigrationService } from '../migration.service.js';
import { reportsOf, type RunReports } from './run-reports.js';
import { ValidateMigrationDto } from './start-migration.dto.js';

/** What to check before and after a migration: readiness, integrity, reports. None of it changes a product. */
@ApiTags('migrations')
@Controller('api/admin/migrations')
export class MigrationChecksController {
  private readonly validating = new OneAtATime('A pre-flight check');
  private readonly verifying = new OneAtATime('A verification');

  // oxlint-disable-next-line max-params -- what the checks are made of
  constructor(
    private readonly migrations: MigrationService,
    private readonly preflight: PreflightChecks,
    private readonly integrity: IntegrityCheck,
    private readonly calls: AuditedCalls,
    private readonly settings: Settings,
  ) {}

  /**
   * Works even if the privilege to write a record is missing: it changes nothing, and reports the missing privilege.
   */
  @Post('validate')
  @AdminRoute({
    summary: 'Check whether a migration could start, without changing anything',
    operationId: 'validateMigration',
    role: 'operator',
    data: OBJECT,
    problems: [409],
    body: { optional: ValidateMigrationDto },
  })
  async validate(
    @Body() { performanceOnly }: ValidateMigrationDto,
    @Req() request: FastifyRequest,
    @Client() client: WaitingClient,
  ): Promise<ReadableJson> {
    const check = (): ReturnType<PreflightChecks['check']> =>
      this.validating.run(() => client.during((signal) => this.preflight.check({ signal, performanceOnly })));
    const action = { action: 'migration.validate', target: 'products', params: { performanceOnly } };
    const report = await this.calls
      .audited(request, action, check)
      .catch((error: unknown) => (isMongoUnauthorized(error) ? check() : Promise.reject(error)));
    await writeReport(this.settings.REPORT_DIR, 'pre-migration-validation-report.json', report);
    return readableJson(report);
  }

  @Post('verify')
  @AdminRoute({
    summary: 'Compare everything a migration produced with its source',
    operationId: 'verifyMigration',
    role: 'operator',
    data: OBJECT,
    problems: [409],
    body: 'none',
  })
  @Audited('migration.verify', () => ({ target: 'products', params: {} }))
  async verify(@Client() client: WaitingClient): Promise<ReadableJson> {
    const report = await this.verifying.run(() => client.during((signal) => this.integrity.verify({ signal })));
    await writeReport(this.settings.REPORT_DIR, 'data-integrity-verification-report.json', report);
    return readableJson(report);
  }

  @Get(':id/report')
  @pathParameter('id', 'The run’s id')
  @AdminRoute({
    summary: 'The reports of a run',
    operationId: 'getMigrationReport',
    role: 'viewer',
    data: OBJECT,
    problems: [404],
  })
  async report(@Param('id') id: string): Promise<RunReports> {
    return reportsOf(await this.migrations.get(id), this.settings.REPORT_DIR);
  }
}
