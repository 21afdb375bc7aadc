import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../http/public.decorator.js';
import { Readiness } from './readiness.js';

/** For whoever starts and balances instances. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process answers. Never depends on the database: a restart would not bring that back. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** Requests can be answered; 503 with what is missing where they can't. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready(@Res({ passthrough: true }) reply: FastifyReply): { status: string; missing?: Readonly<Record<string, string>> } {
    const missing = this.readiness.missing();
    if (Object.keys(missing).length === 0) return { status: 'ok' };
    void reply.status(503).header('retry-after', '2');
    return { status: 'unavailable', missing };
  }
}
