import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { fenceOwner, isRestoreFence } from '../database/fence-title.js';
import { fenceTitle, findCollection } from '../collection-swap/named-collections.js';
import type { RunStore } from './run/run-store.js';
import { liftFence } from '../collection-swap/fence.js';

const NONE = { validator: {}, validationLevel: 'strict', validationAction: 'error' } as const;

/**
 * Lifts a fence that no run stands behind: one that a frozen owner put up after its run had ended. A run that is not
 * over looks after its own fence, or whoever takes it over does.
 */
export async function liftAbandonedFence(db: mongo.Db, runs: RunStore): Promise<void> {
  const live = await findCollection(db, PRODUCTS);
  const title = live === null ? undefined : fenceTitle(live.options);
  if (live === null || title === undefined || isRestoreFence(title) || (await runs.active()) !== null) return;
  const run = await runs.get(fenceOwner(title).runId).catch(() => null);
  await liftFence(db, live, run?.work.validation ?? NONE);
}
