import type { FastifyInstance, FastifyRequest } from 'fastify';

import { RateLimitedError } from '../errors/domain-error.js';
import { networkOf } from './network-of.js';
import { RequestCounts } from './request-counts.js';

const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1000;
/**
 * Health and metrics answer whoever watches; the files of a page are in memory, and one visit asks for a dozen; a page
 * shows 24 pictures, each is drawn in a millisecond and then kept.
 */
const EXEMPT = /^\/(health\/|metrics$|assets\/pages\/|art\/)/;
const ADMIN = /^\/api\/admin\//;

/** The name of the admin key that a request shows, where it is a known one. */
export type KeyNameOf = (request: FastifyRequest) => string | undefined;

/**
 * Limits each address (of IPv6, each network) to so many requests a minute, REST and GraphQL together, and tells it how
 * many are left.
 * Requests of the admin API with a known key are counted by key and address: an office behind one address is locked
 * out neither by its own consoles nor by its visits to the shop. What shows no known key counts by address, so
 * guesses stay limited.
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
