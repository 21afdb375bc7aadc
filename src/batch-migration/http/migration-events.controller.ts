import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { of, pathParameter } from '../../admin/admin-route.js';
import { EventRoute } from '../../admin/event-route.js';
import { openEventStream } from '../../http/open-event-stream.js';
import { MigrationService } from '../migration.service.js';
import { RunDto } from './run.dto.js';
import { RunEvents } from './run-events.js';

/** Live progress of a run as server-sent events. */
@ApiTags('migrations')
@Controller('api/admin/migrations')
export class MigrationEventsController {
  constructor(
    private readonly migrations: MigrationService,
    private readonly events: RunEvents,
  ) {}

  @Get(':id/events')
  @pathParameter('id', 'The run’s id')
  @EventRoute({
    summary: 'Follow a run by server-sent events',
    operationId: 'followMigration',
    description: '`event: run` carries the run at each change, `event: end` ends the stream.',
    events: {
      run: of(RunDto),
      end: { type: 'object', required: ['state'], properties: { state: { type: 'string' } } },
    },
    problems: [404],
  })
  async follow(
    @Param('id') id: string,
    @Headers('last-event-id') seen: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.migrations.get(id);
    this.events.requirePlace();
    this.events.watch(id, openEventStream(reply), seen);
  }
}
