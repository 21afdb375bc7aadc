import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { MigrationService } from '../migration.service.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { pathParameter } from '../../admin/api-docs.js';
import { ApiRunEvents } from './api-docs.js';
import { openEventStream } from '../../http/open-event-stream.js';
import { RunEvents } from './run-events.js';

/** Live progress of a run as server-sent events. */
@ApiTags('migrations')
@Controller('api/admin/migrations')
export class MigrationEventsController {
  constructor(
    private readonly migrations: MigrationService,
    private readonly events: RunEvents,
  ) {}

  /** `event: run` with the run at each change, `event: end` when nothing more happens to it; then the stream ends. */
  @Get(':id/events')
  @RequireRole('viewer')
  @pathParameter('id', 'The run’s id')
  @ApiRunEvents()
  async follow(
    @Param('id') id: string,
    @Query() raw: RawParameters,
    @Headers('last-event-id') seen: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    new ParameterReader(raw, []).finish();
    await this.migrations.get(id);
    this.events.requirePlace();
    this.events.watch(id, openEventStream(reply), seen);
  }
}
