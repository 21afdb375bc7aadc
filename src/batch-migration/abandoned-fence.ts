import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { fenceOwner, isRestoreFence } from '../database/fence-title.js';
import { fenceTitle, findCollection } from '../collection-swap/named-collections.js';
import type { RunStore } from './run/run-store.js';
import { liftFence } from '../collection-swap/fence.js';

const NONE = { validator: {}, validationLevel: 'strict', validationAction: 'error' } as const;

/**
 * Lifts a fence without a run: one that a frozen owner set after its run had ended. The fence of a run that is not over
 * is the responsibility of its owner, or of the instance that takes it over.
 */
export async function liftAbandonedFence(db: mongo.Db, runs: RunStore): Promise<void> {
  const live = await findCollection(db, PRODUCTS);
  const title = live === null ? undefined : fenceTitle(live.options);
  if (live === null || title === undefined || isRestoreFence(title) || (await runs.active()) !== null) return;
  const run = await runs.get(fenceOwner(title).runId).catch(() => null);
  await liftFence(db, live, run?.work.validation ?? NONE);
}
