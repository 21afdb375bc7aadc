import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { FastifyInstance } from 'fastify';

import { UnavailableError } from '../errors/domain-error.js';
import { refuse } from './refuse.js';

const LOOK_EVERY_MS = 500;
/** How often the event loop delay is sampled: each sample wakes the process, even an idle one. */
const SAMPLE_EVERY_MS = 100;
const NS_PER_MS = 1e6;
const RETRY_AFTER_SECONDS = 2;
/** Whoever investigates the problem must get through: health, metrics, and the admin API. */
const EXEMPT = /^\/(health\/|metrics$|api\/admin(\/|$))/;

/** The instance is overloaded: it rejects some requests, so that the others are answered in time. */
class OverloadedError extends UnavailableError {
  override readonly code = 'OVERLOADED';

  constructor() {
    super('This instance has more requests than it can answer in time; try again in a moment', RETRY_AFTER_SECONDS);
  }
}

/** How much the rejected share of requests changes at most with each look. */
const STEP = 0.1;

/**
 * Answers 503 with `Retry-After` to a share of the requests that grows while the event loop delay is too high, and
 * shrinks while it is not. Rejecting all of them for a while instead would answer a third of what the instance can.
 * @param mostDelayMs maximum mean delay over half a second, in milliseconds; 0: nothing is rejected
 */
export function shedLoad(server: FastifyInstance, mostDelayMs: number): void {
  if (mostDelayMs === 0) return;
  const waits = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
  const overloaded = new OverloadedError();
  let share = 0;
  /** The shares of the requests since the last rejected one; the next is rejected at 1. */
  let due = 0;
  let timer: NodeJS.Timeout | undefined;
  // Not earlier: startup blocks the event loop, and the first requests would be rejected because of it.
  server.addHook('onReady', (done) => {
    waits.enable();
    timer = setInterval(() => {
      // No sample means that the event loop was never free.
      const delayMs = waits.count === 0 ? Infinity : waits.mean / NS_PER_MS - SAMPLE_EVERY_MS;
      share = between(0, share + STEP * between(-1, delayMs / mostDelayMs - 1, 1), 1);
      waits.reset();
    }, LOOK_EVERY_MS).unref();
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (share > 0 && !EXEMPT.test(request.routeOptions.url ?? '')) due += share;
    if (due < 1) {
      done();
      return;
    }
    due -= 1;
    // Not through the exception filter: a rejection has to cost much less than an answer.
    refuse(overloaded, request, reply);
  });
  server.addHook('onClose', (_server, done) => {
    clearInterval(timer);
    waits.disable();
    done();
  });
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
