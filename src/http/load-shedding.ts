import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { FastifyInstance } from 'fastify';

import { UnavailableError } from '../errors/domain-error.js';

const LOOK_EVERY_MS = 500;
/** How often the event loop delay is sampled: each sample wakes the process, even an idle one. */
const SAMPLE_EVERY_MS = 100;
const NS_PER_MS = 1e6;
const RETRY_AFTER_SECONDS = 2;
/** Whoever investigates the problem must get through: health, metrics, and the admin API. */
const EXEMPT = /^\/(health\/|metrics$|api\/admin(\/|$))/;

/** The instance is overloaded: it rejects some requests, so that the others are answered in time. */
export class OverloadedError extends UnavailableError {
  override readonly code = 'OVERLOADED';

  constructor() {
    super('This instance has more requests than it can answer in time; try again in a moment', RETRY_AFTER_SECONDS);
  }
}

/**
 * Answers 503 with `Retry-After` while the event loop delay is too high.
 * @param mostDelayMs maximum mean delay over half a second, in milliseconds; 0: nothing is rejected
 */
export function shedLoad(server: FastifyInstance, mostDelayMs: number): void {
  if (mostDelayMs === 0) return;
  const waits = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
  let isOverloaded = false;
  let timer: NodeJS.Timeout | undefined;
  // Not earlier: startup blocks the event loop, and the first requests would be rejected because of it.
  server.addHook('onReady', (done) => {
    waits.enable();
    timer = setInterval(() => {
      // No sample means that the event loop was never free.
      isOverloaded = waits.count === 0 || waits.mean / NS_PER_MS - SAMPLE_EVERY_MS > mostDelayMs;
      waits.reset();
    }, LOOK_EVERY_MS).unref();
    done();
  });
  server.addHook('onRequest', ({ routeOptions: { url = '' } }, _reply, done) => {
    done(isOverloaded && !EXEMPT.test(url) ? new OverloadedError() : undefined);
  });
  server.addHook('onClose', (_server, done) => {
    clearInterval(timer);
    waits.disable();
    done();
  });
}
