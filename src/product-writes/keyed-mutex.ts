import { setTimeout as delay } from 'node:timers/promises';

/** After this time, the work stops waiting and runs concurrently. */
const LONGEST_WAIT_MS = 2_000;

/**
 * Serializes the writes of one product within this instance. Concurrent writes would still be correct, since each is a
 * compare-and-set, but under contention they would conflict again and again.
 */
export class KeyedMutex {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs the work once the previous work in the same lane has finished or taken too long. */
  async run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(lane);
    const mine = before === undefined ? work() : over(before).then(work);
    const tail = mine.catch(() => undefined);
    this.tails.set(lane, tail);
    try {
      return await mine;
    } finally {
      if (this.tails.get(lane) === tail) this.tails.delete(lane);
    }
  }
}

async function over(before: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  try {
    await Promise.race([before, delay(LONGEST_WAIT_MS, undefined, { signal: waiting.signal })]);
  } finally {
    waiting.abort();
  }
}
