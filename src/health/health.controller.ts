import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../http/public.decorator.js';
import { Readiness, type ReadinessState } from './readiness.js';

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

  /**
   * `ok` or `degraded` (listings are answered from memory, the database is away): send requests here. 503: do not; it
   * says what is missing.
   */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready(@Res({ passthrough: true }) reply: FastifyReply): {
    status: string;
    missing?: ReadinessState['problems'];
    degraded?: ReadinessState['problems'];
  } {
    const { status, problems } = this.readiness.state();
    if (status === 'ok') return { status };
    if (status === 'degraded') return { status, degraded: problems };
    void reply.status(503).header('retry-after', '2');
    return { status, missing: problems };
  }
}
