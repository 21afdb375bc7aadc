import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import type { ScheduleDetail, ScheduleView } from '../schedule-view.js';
import { Scheduler } from '../scheduler.js';
import { ApiAdmin, listOf, of, pathParameter } from '../../admin/api-docs.js';
import { AuditedCalls } from '../../admin/audited-calls.js';
import { BodyReader } from '../../admin/body-reader.js';
import type { Answer } from '../../admin/answer.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ScheduleDetailModel, ScheduleModel } from './schedule.models.js';

const NAME = pathParameter('name', 'The schedule’s name');

/** What the service does by itself at fixed times: when, and what came of it. */
@ApiTags('schedules')
@ApiExtraModels(ScheduleModel, ScheduleDetailModel)
@Controller('api/admin/schedules')
export class SchedulesController {
  constructor(
    private readonly scheduler: Scheduler,
    private readonly calls: AuditedCalls,
  ) {}

  @Get()
  @RequireRole('viewer')
  @ApiAdmin({
    summary: 'List the schedules with their next and last runs',
    operationId: 'listSchedules',
    role: 'viewer',
    data: listOf(of(ScheduleModel)),
  })
  async list(@Query() raw: RawParameters): Promise<Answer<readonly ScheduleView[]>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: await this.scheduler.list() };
  }

  @Get(':name')
  @RequireRole('viewer')
  @NAME
  @ApiAdmin({
    summary: 'One schedule with its last runs',
    operationId: 'getSchedule',
    role: 'viewer',
    data: of(ScheduleDetailModel),
    problems: [404],
  })
  async get(@Param('name') name: string, @Query() raw: RawParameters): Promise<Answer<ScheduleDetail>> {
    new ParameterReader(raw, []).finish();
    return { success: true, data: await this.scheduler.get(name) };
  }

  @Post(':name/run')
  @HttpCode(202)
  @RequireRole('operator')
  @NAME
  @ApiAdmin({
    summary: 'Do it now, beside its times; the answer does not wait for its end',
    operationId: 'runSchedule',
    role: 'operator',
    data: of(ScheduleDetailModel),
    status: 202,
    problems: [404, 409],
    body: { type: 'object', additionalProperties: false },
  })
  async run(
    @Param('name') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<Answer<ScheduleDetail>> {
    new BodyReader(body, []).finish();
    await this.calls.audited(request, { action: 'schedule.run', target: name.slice(0, 100), params: {} }, (by) =>
      this.scheduler.start(name, by),
    );
    return { success: true, data: await this.scheduler.get(name) };
  }
}
