import { randomUUID } from 'node:crypto';

import type { mongo } from 'mongoose';

/** Prefix for the names of collections that are created for a trial and dropped right after it. */
export const SCRATCH_PREFIX = 'catalog_scratch_';

/**
 * Provides names for the collections of one trial and drops them when it ends, whatever the outcome. Only the trial's
 * own collections are dropped, because another instance may be in the middle of a trial.
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
