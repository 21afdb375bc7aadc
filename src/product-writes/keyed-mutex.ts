import { setTimeout as delay } from 'node:timers/promises';

/** After this, work goes on beside what it waits for. */
const LONGEST_WAIT_MS = 2_000;

/**
 * Lets the writes of one product follow one another within this instance. They would come to the same end side by side,
 * since each is a compare-and-set; but many at once would overtake each other again and again.
 */
export class KeyedMutex {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs the work when the work before it in the same lane is over, or has taken too long. */
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
