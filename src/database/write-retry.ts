import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../errors/domain-error.js';
import { isMongoUnavailable } from '../errors/mongo-unavailable.js';
import { isFenced, isOvertaken } from './database-errors.js';

/** How long a write goes on trying: longer than a fence or an election lasts. */
export const WRITE_LIMIT_MS = 10_000;

const FENCE_WAIT_MS = 25;
const SHORTEST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 500;
const RETRY_AFTER_SECONDS = 2;

/** What an operation throws when the document is not what it read any more: it is then run again, from its read on. */
export class Overtaken extends Error {}

/** What bounds a retried write. */
export interface RetryOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  readonly limitMs?: number;
}

/**
 * Runs a write until it goes through: a write that a fence refuses is repeated for as long as the fence stands, one
 * that was overtaken or met an election after a moment. The driver repeats some commands by itself, but not through a
 * killed primary, and never a transaction.
 *
 * An error can hide a success. So the operation has to find out itself whether an earlier attempt took effect (it is
 * told the attempt's number, from 1), by comparing and setting or by what it left behind.
 */
export async function retryWrites<T>(
  operation: (attempt: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { signal, limitMs = WRITE_LIMIT_MS } = options;
  const end = performance.now() + limitMs;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt);
    } catch (error) {
      const wait = waitAfter(error, attempt);
      if (wait === undefined) throw error;
      if (performance.now() + wait > end) throw givenUp(error);
      await delay(wait, undefined, { signal });
    }
  }
}

/**
 * Milliseconds until the next attempt, with chance in them so that writers do not meet again; `undefined`: there is
 * none.
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
