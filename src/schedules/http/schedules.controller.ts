import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf, pathParameter } from '../../admin/admin-route.js';
import { Audited } from '../../admin/audited.decorator.js';
import { KeyName } from '../../admin/request-arguments.js';
import { Scheduler } from '../scheduler.js';
import { ScheduleDetailDto, ScheduleDto } from './schedule.dto.js';

const NAME = pathParameter('name', 'The schedule’s name');
/** Maximum length of a schedule name in the audit log, known or not. */
const LONGEST_TARGET = 100;

/** The jobs that the service runs at fixed times, and their results. */
@ApiTags('schedules')
@ApiExtraModels(ScheduleDto)
@Controller('api/admin/schedules')
export class SchedulesController {
  constructor(private readonly scheduler: Scheduler) {}

  @Get()
  @AdminRoute({
    summary: 'List the schedules with their next and last runs',
    operationId: 'listSchedules',
    role: 'viewer',
    data: listOf(ScheduleDto),
  })
  list(): Promise<readonly ScheduleDto[]> {
    return this.scheduler.list();
  }

  @Get(':name')
  @NAME
  @AdminRoute({
    summary: 'One schedule with its last runs',
    operationId: 'getSchedule',
    role: 'viewer',
    data: ScheduleDetailDto,
    problems: [404],
  })
  get(@Param('name') name: string): Promise<ScheduleDetailDto> {
    return this.scheduler.get(name);
  }

  @Post(':name/run')
  @NAME
  @AdminRoute({
    summary: 'Run it now, in addition to its due times; the response does not wait for its end',
    operationId: 'runSchedule',
    role: 'operator',
    data: ScheduleDetailDto,
    status: 202,
    problems: [404, 409],
    body: 'none',
  })
  @Audited('schedule.run', (name: string) => ({ target: name.slice(0, LONGEST_TARGET), params: {} }))
  async run(@Param('name') name: string, @KeyName() by: string): Promise<ScheduleDetailDto> {
    await this.scheduler.start(name, by);
    return this.scheduler.get(name);
  }
}
