import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { AdminRoute, listOf, pathParameter } from '../../admin/admin-route.js';
import { Audited, type AuditedCall } from '../../admin/audited.decorator.js';
import { ConfirmDto, Confirmed } from '../../admin/confirmed.decorator.js';
import { KeyName } from '../../admin/request-arguments.js';
import { MigrationService } from '../migration.service.js';
import { RunDto } from './run.dto.js';
import { RollBackDto, StartMigrationDto, startOptions } from './start-migration.dto.js';
import { toRunDto } from './to-run-dto.js';

const COMMAND = { role: 'operator', data: RunDto, status: 202, problems: [404, 409], body: 'none' } as const;
const DESTROYS = { ...COMMAND, role: 'admin', problems: [404, 409, 422], body: ConfirmDto } as const;
const RUN_ID = pathParameter('id', 'The run’s id');
const onRun = (id: string): AuditedCall => ({ target: id, params: {} });

/**
 * Migration runs: start, inspect, and operator commands. A command is stored in the run's document, and the driver
 * takes it at its next safe point. These routes therefore answer 202 with the current run; `…/events` reports the
 * outcome.
 */
@ApiTags('migrations')
@Controller('api/admin/migrations')
export class MigrationsController {
  constructor(private readonly migrations: MigrationService) {}

  @Get()
  @AdminRoute({
    summary: 'List migration runs, the latest first',
    operationId: 'listMigrations',
    role: 'viewer',
    data: listOf(RunDto),
  })
  async list(): Promise<RunDto[]> {
    return (await this.migrations.list()).map(toRunDto);
  }

  @Post()
  @AdminRoute({
    ...COMMAND,
    summary: 'Start a migration',
    operationId: 'startMigration',
    problems: [409],
    body: StartMigrationDto,
  })
  @Audited('migration.start', (body: StartMigrationDto) => ({ target: 'products', params: startOptions(body) }))
  async start(@Body() body: StartMigrationDto, @KeyName() startedBy: string): Promise<RunDto> {
    return toRunDto(await this.migrations.start({ ...startOptions(body), startedBy }));
  }

  @Get(':id')
  @RUN_ID
  @AdminRoute({
    summary: 'One run as it stands',
    operationId: 'getMigration',
    role: 'viewer',
    data: RunDto,
    problems: [404],
  })
  async get(@Param('id') id: string): Promise<RunDto> {
    return toRunDto(await this.migrations.get(id));
  }

  @Post(':id/pause')
  @RUN_ID
  @AdminRoute({ ...COMMAND, summary: 'Pause a run', operationId: 'pauseMigration' })
  @Audited('migration.pause', onRun)
  async pause(@Param('id') id: string, @KeyName() by: string): Promise<RunDto> {
    return toRunDto(await this.migrations.ask(id, 'pause', by));
  }

  @Post(':id/resume')
  @RUN_ID
  @AdminRoute({ ...COMMAND, summary: 'Go on with a paused run', operationId: 'resumeMigration' })
  @Audited('migration.resume', onRun)
  async resume(@Param('id') id: string, @KeyName() by: string): Promise<RunDto> {
    return toRunDto(await this.migrations.ask(id, 'resume', by));
  }

  @Post(':id/abort')
  @RUN_ID
  @AdminRoute({
    ...COMMAND,
    summary: 'Abort a run before its switch; products stay unchanged',
    operationId: 'abortMigration',
  })
  @Audited('migration.abort', onRun)
  async abort(@Param('id') id: string, @KeyName() by: string): Promise<RunDto> {
    return toRunDto(await this.migrations.ask(id, 'abort', by));
  }

  @Post(':id/switch')
  @RUN_ID
  @Confirmed('id')
  @AdminRoute({ ...DESTROYS, summary: 'Let a waiting run switch', operationId: 'switchMigration' })
  @Audited('migration.switch', onRun)
  async switch(@Param('id') id: string, @Body() _: ConfirmDto, @KeyName() by: string): Promise<RunDto> {
    return toRunDto(await this.migrations.ask(id, 'switch', by));
  }

  @Post(':id/rollback')
  @RUN_ID
  @Confirmed('id')
  @AdminRoute({
    ...DESTROYS,
    summary: 'Roll back, without losing anything written since the switch',
    operationId: 'rollBackMigration',
    body: RollBackDto,
  })
  @Audited('migration.rollback', (id: string, { emergency }: RollBackDto) => ({
    target: id,
    params: emergency ? { emergency } : {},
  }))
  async rollback(@Param('id') id: string, @Body() { emergency }: RollBackDto, @KeyName() by: string): Promise<RunDto> {
    return toRunDto(await this.migrations.ask(id, 'rollback', by, emergency));
  }

  @Post(':id/cleanup')
  @RUN_ID
  @Confirmed('id')
  @AdminRoute({ ...DESTROYS, summary: 'Drop the data kept for a rollback', operationId: 'cleanUpMigration' })
  @Audited('migration.cleanup', onRun)
  async cleanup(@Param('id') id: string, @Body() _: ConfirmDto, @KeyName() by: string): Promise<RunDto> {
    return toRunDto(await this.migrations.ask(id, 'cleanup', by));
  }
}
