import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { openEventStream } from '../../http/open-event-stream.js';
import { RequireRole } from '../../admin/require-role.decorator.js';
import { ParameterReader, type RawParameters } from '../../http/parameter-reader.js';
import { ConsoleEvents } from './events/console-events.js';
import { ApiConsoleEvents } from './console-events.docs.js';

/** Everything that a console shows, as it changes. */
@ApiTags('console')
@Controller('api/admin/events')
export class ConsoleEventsController {
  constructor(private readonly events: ConsoleEvents) {}

  /** The stream has no end of its own; after a break a client opens it again and is sent the whole first. */
  @Get()
  @RequireRole('viewer')
  @ApiConsoleEvents()
  follow(@Query() raw: RawParameters, @Res() reply: FastifyReply): void {
    new ParameterReader(raw, []).finish();
    this.events.requirePlace();
    this.events.watch(openEventStream(reply));
  }
}
