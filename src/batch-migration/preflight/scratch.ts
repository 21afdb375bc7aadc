import { randomUUID } from 'node:crypto';

import type { mongo } from 'mongoose';

/** Begins the name of every collection that is made for a trial and dropped right after it. */
export const SCRATCH_PREFIX = 'catalog_scratch_';

/**
 * Gives names for collections of one trial, and drops them when it is over, however it ends. Only the trial's own
 * collections are dropped: another instance may be in the middle of one.
 */
export async function withScratch<T>(
  db: mongo.Db,
  names: number,
  trial: (names: readonly string[]) => Promise<T>,
): Promise<T> {
  const token = randomUUID().slice(0, 13);
  const scratch = Array.from({ length: names }, (_, index) => `${SCRATCH_PREFIX}${token}_${index}`);
  try {
    return await trial(scratch);
  } finally {
    for (const name of scratch)
      await db
        .collection(name)
        .drop()
        .catch(() => undefined);
  }
}
