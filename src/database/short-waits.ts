import { setTimeout as sleep } from 'node:timers/promises';

import { isTimeLimit } from './database-errors.js';

/** How long one try may wait for running writes and transactions; every other write queues behind it. */
export const SHORT_WAIT_MS = 1_500;
/** Lets the writes that queued behind a try pass. */
const PAUSE_MS = 200;
/** Twice as long as a transaction may last by default (`transactionLifetimeLimitSeconds`). */
const LIMIT_MS = 120_000;

/**
 * Runs a command that needs the collection for itself, such as `collMod` or `dropIndexes`, in several short tries. A
 * single long one would hold up every write for as long as somebody else's transaction is open. Throws the time limit's
 * error if the collection was not free for two minutes. The command must be harmless if it is repeated.
 */
export async function inShortWaits<T>(command: (maxTimeMS: number) => Promise<T>): Promise<T> {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    try {
      return await command(SHORT_WAIT_MS);
    } catch (error) {
      if (!isTimeLimit(error) || performance.now() > end) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
