import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';

import { RateLimitedError } from '../errors/domain-error.js';

const WINDOW_SECONDS = 60;
/**
 * Health and metrics answer whoever watches; the files of a page are in memory, and one visit asks for a dozen; a page
 * shows 24 pictures, each is drawn in a millisecond and then kept.
 */
const EXEMPT = /^\/(health\/|metrics$|assets\/pages\/|art\/)/;
const REMEMBERED_ADDRESSES = 10_000;

/** Limits each address to so many requests a minute, REST and GraphQL together, and tells it how many are left. */
export async function limitRate(server: FastifyInstance, perMinute: number): Promise<void> {
  await server.register(rateLimit, { global: false, cache: REMEMBERED_ADDRESSES });
  const take = server.createRateLimit({ max: perMinute, timeWindow: WINDOW_SECONDS * 1000 });
  server.addHook('onRequest', async (request, reply) => {
    if (EXEMPT.test(request.url)) return;
    const limit = await take(request);
    if (limit.isAllowed) return;
    // The header fields of draft-ietf-httpapi-ratelimit-headers
    void reply.header('ratelimit-policy', `"address";q=${perMinute};w=${WINDOW_SECONDS}`);
    void reply.header('ratelimit', `"address";r=${Math.max(0, limit.remaining)};t=${limit.ttlInSeconds}`);
    if (limit.isExceeded) {
      throw new RateLimitedError(
        `More than ${perMinute} requests a minute from one address; wait ${limit.ttlInSeconds} s`,
        limit.ttlInSeconds,
      );
    }
  });
}
