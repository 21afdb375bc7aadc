import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { RateLimitedError } from '../errors/domain-error.js';

const WINDOW_SECONDS = 60;
/**
 * Health and metrics answer whoever watches; the files of a page are in memory, and one visit asks for a dozen; a page
 * shows 24 pictures, each is drawn in a millisecond and then kept.
 */
const EXEMPT = /^\/(health\/|metrics$|assets\/pages\/|art\/)/;
const ADMIN = /^\/api\/admin\//;
const REMEMBERED_ADDRESSES = 10_000;

/** The name of the admin key that a request shows, where it is a known one. */
export type KeyNameOf = (request: FastifyRequest) => string | undefined;

/**
 * Limits each address to so many requests a minute, REST and GraphQL together, and tells it how many are left.
 * Requests of the admin API with a known key are counted by key and address: an office behind one address is locked
 * out neither by its own consoles nor by its visits to the shop. What shows no known key counts by address, so
 * guesses stay limited.
 */
export async function limitRate(server: FastifyInstance, perMinute: number, keyNameOf: KeyNameOf): Promise<void> {
  await server.register(rateLimit, { global: false, cache: REMEMBERED_ADDRESSES });
  const keyOf = (request: FastifyRequest): string | undefined =>
    ADMIN.test(request.url) ? keyNameOf(request) : undefined;
  const countedAs = (request: FastifyRequest): string => [keyOf(request), request.ip].join(' ');
  const take = server.createRateLimit({ max: perMinute, timeWindow: WINDOW_SECONDS * 1000, keyGenerator: countedAs });
  server.addHook('onRequest', async (request, reply) => {
    if (EXEMPT.test(request.url)) return;
    const limit = await take(request);
    if (limit.isAllowed) return;
    // The header fields of draft-ietf-httpapi-ratelimit-headers
    const counted = keyOf(request) === undefined ? 'address' : 'key';
    void reply.header('ratelimit-policy', `"${counted}";q=${perMinute};w=${WINDOW_SECONDS}`);
    void reply.header('ratelimit', `"${counted}";r=${Math.max(0, limit.remaining)};t=${limit.ttlInSeconds}`);
    if (limit.isExceeded) {
      const from = counted === 'key' ? 'with one key from one address' : 'from one address';
      throw new RateLimitedError(
        `More than ${perMinute} requests a minute ${from}; wait ${limit.ttlInSeconds} s`,
        limit.ttlInSeconds,
      );
    }
  });
}
