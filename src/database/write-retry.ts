import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../errors/domain-error.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';
import { isFenced, isOvertaken } from './database-errors.js';

/** How long a write is retried: longer than a fence or an election lasts. */
export const WRITE_LIMIT_MS = 10_000;
const MAJORITY_WITHIN_MS = 8_000;
const MAJORITY_AT_LEAST_MS = 1_000;

const FENCE_WAIT_MS = 25;
const SHORTEST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 500;
const RETRY_AFTER_SECONDS = 2;

/**
 * Thrown by an operation when the document no longer equals what it read: the operation is then repeated, including its
 * read.
 */
export class Overtaken extends Error {}

/** The limits of a retried write. */
export interface RetryOptions {
  /** Cancels the waiting. */
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

/**
 * Runs a write until it succeeds. A write rejected by a fence is retried while the fence exists; one that conflicted
 * with another write or hit an election, after a short pause. The driver retries some commands itself, but not through
 * a killed primary, and never a transaction.
 *
 * An error can hide a success. So the operation must find out itself whether an earlier attempt took effect (it
 * receives the attempt's number, from 1), by compare-and-set or by what that attempt left behind. It also receives how
 * long it may wait for its majority, in milliseconds: without a limit, a write on a primary whose secondaries do not
 * replicate would be reported as in doubt only when its socket times out.
 */
export async function retryWrites<T>(
  operation: (attempt: number, majorityWithinMs: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { signal, limitMs = WRITE_LIMIT_MS } = options;
  const end = performance.now() + limitMs;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt, majorityWithin(end - performance.now()));
    } catch (error) {
      const wait = waitAfter(error, attempt);
      if (wait === undefined) throw error;
      if (performance.now() + wait > end) throw givenUp(error);
      await delay(wait, undefined, { signal });
    }
  }
}

function majorityWithin(leftMs: number): number {
  return Math.round(Math.max(MAJORITY_AT_LEAST_MS, Math.min(MAJORITY_WITHIN_MS, leftMs)));
}

/**
 * Milliseconds until the next attempt, with jitter so that writers do not collide again; `undefined` if there is none.
 */
function waitAfter(error: unknown, attempt: number): number | undefined {
  if (isFenced(error)) return FENCE_WAIT_MS * (1 + Math.random());
  if (!(error instanceof Overtaken) && !isOvertaken(error) && !isMongoUnavailable(error)) return undefined;
  return Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.min(attempt, 7)) * (0.5 + Math.random());
}

function givenUp(cause: unknown): Error {
  if (isFenced(cause))
    return new UnavailableError(
      'Products are being switched to a migrated collection and cannot be written for a moment; try again',
      RETRY_AFTER_SECONDS,
      { cause },
    );
  if (cause instanceof Overtaken)
    return new UnavailableError('The document kept changing; try again', RETRY_AFTER_SECONDS, { cause });
  return new UnavailableError(
    'The database did not confirm the write; repeat it with the same Idempotency-Key to apply it exactly once',
    RETRY_AFTER_SECONDS,
    { cause },
  );
}
