import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { openEventStream } from '../../http/open-event-stream.js';
import { ConsoleEvents } from './events/console-events.js';
import { ConsoleEventsRoute } from './console-events.docs.js';

/** Everything the console shows, as it changes. */
@ApiTags('console')
@Controller('api/admin/events')
export class ConsoleEventsController {
  constructor(private readonly events: ConsoleEvents) {}

  /** The stream does not end by itself; a client that reconnects first gets the whole state. */
  @Get()
  @ConsoleEventsRoute()
  follow(@Res() reply: FastifyReply): void {
    this.events.requirePlace();
    this.events.watch(openEventStream(reply));
  }
}
