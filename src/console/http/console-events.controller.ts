import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { openEventStream } from '../../http/open-event-stream.js';
import { ConsoleEvents } from './events/console-events.js';
import { ConsoleEventsRoute } from './console-events.docs.js';

/** Everything that a console shows, as it changes. */
@ApiTags('console')
@Controller('api/admin/events')
export class ConsoleEventsController {
  constructor(private readonly events: ConsoleEvents) {}

  /** The stream has no end of its own; after a break a client opens it again and is sent the whole first. */
  @Get()
  @ConsoleEventsRoute()
  follow(@Res() reply: FastifyReply): void {
    this.events.requirePlace();
    this.events.watch(openEventStream(reply));
  }
}
