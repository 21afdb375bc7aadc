import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../http/public.decorator.js';
import { Readiness, type ReadinessState } from './readiness.js';

/** Probes for orchestrators and load balancers. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process responds. Never depends on the database: a restart would not fix that. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /**
   * `ok` or `degraded` (the database is down, listings are served from memory): send requests here. 503: do not; the
   * body says what is missing.
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
