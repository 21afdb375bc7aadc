import type { mongo } from 'mongoose';
import type { RestoreRun } from './restore-run.js';
import type { RestoreStore } from './restore-store.js';
import { dropCollection, fenceTitle, findCollection, isLive } from '../collection-swap/named-collections.js';
import { liftFence } from '../collection-swap/fence.js';
import { PRODUCTS } from '../database/collections.js';
import { fenceOwner, isRestoreFence } from '../database/fence-title.js';

const NONE = { validator: {}, validationLevel: 'strict', validationAction: 'error' } as const;

/**
 * Ends a restore whose process is gone. If the restored collection has the name already, the restore is done. Otherwise
 * the restored collection is dropped, so that it can never take the name: the products stay as they were, and leftovers
 * are removed.
 */
export async function endAbandoned(db: mongo.Db, store: RestoreStore, run: RestoreRun): Promise<RestoreRun> {
  const { scratch, kept, live, validation } = run.work;
  await dropCollection(db, scratch);
  if (await isLive(db, scratch)) {
    const message =
      'The products were restored, but the process that did it ended before comparing them with what ' +
      `they replaced${kept === null ? '' : `, which is in ${kept.name}`}`;
    return store.update(run, { state: 'done', error: { code: 'OWNER_LOST', message } });
  }
  if (live !== null && validation !== null && (await standsOn(db))?.runId === run._id)
    await liftFence(db, live, validation);
  await dropCollection(db, kept);
  const message =
    'The process that restored the products ended before the switch; the products are unchanged; restore again';
  return store.update(run, { state: 'failed', error: { code: 'OWNER_LOST', message } });
}

/** Lifts a fence without a restore: one that a frozen owner set after its restore had been ended. */
export async function liftAbandonedRestoreFence(db: mongo.Db, store: RestoreStore): Promise<void> {
  const live = await findCollection(db, PRODUCTS);
  const owner = restoreFenceOn(live);
  if (live === null || owner === null) return;
  const run = await store.get(owner.runId).catch(() => null);
  if (run?.active === true && run.epoch === owner.epoch) return;
  await liftFence(db, live, run?.work.validation ?? NONE);
}

/** The restore whose fence is set on the products; `null` if there is none. */
async function standsOn(db: mongo.Db): Promise<ReturnType<typeof fenceOwner> | null> {
  return restoreFenceOn(await findCollection(db, PRODUCTS));
}

function restoreFenceOn(live: Awaited<ReturnType<typeof findCollection>>): ReturnType<typeof fenceOwner> | null {
  const title = live === null ? undefined : fenceTitle(live.options);
  return title === undefined || !isRestoreFence(title) ? null : fenceOwner(title);
}
