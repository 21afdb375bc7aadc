import type { Answer } from '../../admin/answer.js';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { MigrationService } from '../migration.service.js';
import type { RequestKind } from '../run/migration-run.js';
import { requireConfirm } from '../../admin/confirm.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ApiAdmin, confirming, listOf, of, pathParameter } from '../../admin/api-docs.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import { PhaseModel, RunModel } from './run.models.js';
import { type RunView, toRunView } from './run-view.js';
import { parseStart, StartModel } from './start-request.js';

const RUN = of(RunModel);
const CHANGES = {
  role: 'operator',
  data: RUN,
  status: 202,
  problems: [404, 409],
  body: { type: 'object', additionalProperties: false },
} as const;
const DESTROYS = { ...CHANGES, role: 'admin', problems: [404, 409, 422], body: confirming('run') } as const;
const ROLLS_BACK = {
  ...DESTROYS,
  body: confirming('run', {
    emergency: { type: 'boolean', default: false, description: 'Without the last comparison' },
  }),
} as const;
const RUN_ID = pathParameter('id', 'The run’s id');

/**
 * Migration runs: start, look, and the words that operators give. A word is left in the run's document and taken at its
 * driver's next safe point, so these answer 202 with the run as it stands; `…/events` tells what comes of it.
 */
@ApiTags('migrations')
@ApiExtraModels(RunModel, PhaseModel, StartModel)
@Controller('api/admin/migrations')
export class MigrationsController {
  constructor(
    private readonly migrations: MigrationService,
    private readonly calls: AuditedCalls,
  ) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'List migration runs, the latest first',
    operationId: 'listMigrations',
    role: 'viewer',
    data: listOf(RUN),
  })
  async list(@Query() raw: RawParameters): Promise<Answer<RunView[]>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: (await this.migrations.list()).map(toRunView) };
  }

  @Post()
  @HttpCode(202)
  @RequireRole('operator')
  @ApiAdmin({
    summary: 'Start a migration',
    operationId: 'startMigration',
    ...CHANGES,
    problems: [409],
    body: { ...of(StartModel), required: true },
  })
  async start(@Body() body: unknown, @Req() request: FastifyRequest): Promise<Answer<RunView>> {
    const options = parseStart(body);
    const run = await this.calls.audited(
      request,
      { action: 'migration.start', target: 'products', params: { ...options } },
      (startedBy) => this.migrations.start({ ...options, startedBy }),
    );
    return { success: true, data: toRunView(run) };
  }

  @Get(':id')
  @RequireRole('viewer')
  @RUN_ID
  @ApiAdmin({
    summary: 'One run as it stands',
    operationId: 'getMigration',
    role: 'viewer',
    data: RUN,
    problems: [404],
  })
  async get(@Param('id') id: string, @Query() raw: RawParameters): Promise<Answer<RunView>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: toRunView(await this.migrations.get(id)) };
  }

  @Post(':id/pause')
  @HttpCode(202)
  @RequireRole('operator')
  @RUN_ID
  @ApiAdmin({ summary: 'Pause a run', operationId: 'pauseMigration', ...CHANGES })
  pause(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<Answer<RunView>> {
    new BodyReader(body, []).finish();
    return this.leaveWord(id, 'pause', request);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @RequireRole('operator')
  @RUN_ID
  @ApiAdmin({ summary: 'Go on with a paused run', operationId: 'resumeMigration', ...CHANGES })
  resume(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<Answer<RunView>> {
    new BodyReader(body, []).finish();
    return this.leaveWord(id, 'resume', request);
  }

  @Post(':id/abort')
  @HttpCode(202)
  @RequireRole('operator')
  @RUN_ID
  @ApiAdmin({
    summary: 'Give a run up before its switch; products stay as they are',
    operationId: 'abortMigration',
    ...CHANGES,
  })
  abort(@Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<Answer<RunView>> {
    new BodyReader(body, []).finish();
    return this.leaveWord(id, 'abort', request);
  }

  @Post(':id/switch')
  @HttpCode(202)
  @RequireRole('admin')
  @RUN_ID
  @ApiAdmin({ summary: 'Let a waiting run switch', operationId: 'switchMigration', ...DESTROYS })
  async switch(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<RunView>> {
    await this.requireConfirmed(id, body);
    return this.leaveWord(id, 'switch', request);
  }

  @Post(':id/rollback')
  @HttpCode(202)
  @RequireRole('admin')
  @RUN_ID
  @ApiAdmin({
    summary: 'Take the way back; nothing written since the switch is lost',
    operationId: 'rollBackMigration',
    ...ROLLS_BACK,
  })
  async rollback(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<RunView>> {
    const emergency = await this.requireConfirmed(id, body, ['emergency']);
    return this.leaveWord(id, 'rollback', request, emergency);
  }

  @Post(':id/cleanup')
  @HttpCode(202)
  @RequireRole('admin')
  @RUN_ID
  @ApiAdmin({ summary: 'Drop what was kept for the way back', operationId: 'cleanUpMigration', ...DESTROYS })
  async cleanup(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<RunView>> {
    await this.requireConfirmed(id, body);
    return this.leaveWord(id, 'cleanup', request);
  }

  /** Looks for the run first: what does not exist can't be confirmed. Gives whether it is an emergency. */
  private async requireConfirmed(id: string, body: unknown, further: readonly string[] = []): Promise<boolean> {
    const reader = new BodyReader(body, ['confirm', ...further]);
    const emergency = reader.flag('emergency');
    reader.finish();
    await this.migrations.get(id);
    requireConfirm(body, id);
    return emergency;
  }

  private async leaveWord(
    id: string,
    kind: RequestKind,
    request: FastifyRequest,
    emergency = false,
  ): Promise<Answer<RunView>> {
    const run = await this.calls.audited(
      request,
      { action: `migration.${kind}`, target: id, params: emergency ? { emergency } : {} },
      (by) => this.migrations.ask(id, kind, by, emergency),
    );
    return { success: true, data: toRunView(run) };
  }
}
