import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';

import { UnavailableError } from '../errors/domain-error.js';

const LOOK_EVERY_MS = 500;
const RETRY_AFTER_SECONDS = 2;
/** Who has to find out what is wrong must get through: health, metrics, and the admin API. */
const EXEMPT = /^\/(health\/|metrics$|api\/admin(\/|$))/;

/** The instance has more to do than it can: it refuses some requests, so that the others are answered in time. */
export class OverloadedError extends UnavailableError {
  override readonly code = 'OVERLOADED';

  constructor() {
    super('This instance has more requests than it can answer in time; try again in a moment', RETRY_AFTER_SECONDS);
  }
}

/**
 * Answers 503 with `Retry-After` while work waits longer for its turn than it should, until it no longer does.
 * @param mostDelayMs mean wait for a turn within half a second, in milliseconds; 0: nothing is refused
 */
export async function shedLoad(server: FastifyInstance, mostDelayMs: number): Promise<void> {
  if (mostDelayMs === 0) return;
  await server.register(underPressure, {
    maxEventLoopDelay: mostDelayMs,
    sampleInterval: LOOK_EVERY_MS,
    pressureHandler: (request) =>
      EXEMPT.test(request.routeOptions.url ?? '') ? Promise.resolve() : Promise.reject(new OverloadedError()),
  });
}
