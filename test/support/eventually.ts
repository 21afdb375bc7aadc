import { setTimeout as sleep } from 'node:timers/promises';

const WITHIN_MS = 120_000;

/** Waits until a lookup finds something. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | null | false>,
  everyMs = 25,
): Promise<T> {
  for (const end = performance.now() + WITHIN_MS; performance.now() < end; await sleep(everyMs)) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
  }
  throw new Error(`There was not ${what} within ${WITHIN_MS / 1_000} s`);
}
