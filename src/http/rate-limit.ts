import type { FastifyInstance, FastifyRequest } from 'fastify';

import { RateLimitedError } from '../errors/domain-error.js';
import { networkOf } from './network-of.js';
import { RequestCounts } from './request-counts.js';

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1000;
/**
 * Monitoring polls health and metrics; a page's files come from memory, a dozen per visit; a page shows 24 pictures,
 * each drawn in a millisecond and then cached.
 */
const EXEMPT = /^\/(health\/|metrics$|assets\/pages\/|art\/)/;
const ADMIN = /^\/api\/admin\//;

/** The name of a request's admin key, if it is a known one. */
export type KeyNameOf = (request: FastifyRequest) => string | undefined;

/**
 * Limits the requests per minute of each address (for IPv6, each network), REST and GraphQL together, and reports how
 * many are left.
 * Admin requests with a known key are counted by key and address: an office behind one address is not locked out by its
 * own consoles or its visits to the shop. Requests without a known key count by address, so guessing keys stays
 * limited.
 */
export function limitRate(server: FastifyInstance, perMinute: number, keyNameOf: KeyNameOf): void {
  const counts = new RequestCounts(WINDOW_SECONDS * MS_PER_SECOND);
  server.addHook('onRequest', (request, reply, done) => {
    if (EXEMPT.test(request.url)) {
      done();
      return;
    }
    const key = ADMIN.test(request.url) ? keyNameOf(request) : undefined;
    const counted = key === undefined ? 'address' : 'key';
    const { requests, leftMs } = counts.add(`${key ?? ''} ${networkOf(request.ip)}`, performance.now());
    const seconds = Math.ceil(leftMs / MS_PER_SECOND);
    // The header fields of draft-ietf-httpapi-ratelimit-headers
    void reply
      .header('ratelimit-policy', `"${counted}";q=${perMinute};w=${WINDOW_SECONDS}`)
      .header('ratelimit', `"${counted}";r=${Math.max(0, perMinute - requests)};t=${seconds}`);
    if (requests <= perMinute) {
      done();
      return;
    }
    const from = counted === 'key' ? 'with one key from one address' : 'from one address';
    done(new RateLimitedError(`More than ${perMinute} requests a minute ${from}; wait ${seconds} s`, seconds));
  });
}
