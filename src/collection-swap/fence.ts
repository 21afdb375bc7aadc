import { setTimeout as sleep } from 'node:timers/promises';

import { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { SHORT_WAIT_MS } from '../database/short-waits.js';
import { FENCE_TITLE } from '../database/fence-title.js';
import type { CollectionIdentity, Validation } from './collection-identity.js';
import { fence, fenceTitle, findCollection, isLive, setValidation } from './named-collections.js';

/** How long a lifted fence waits for its majority, without which a failover could bring the fence back. */
const CONFIRM_WITHIN_MS = 30_000;
/** For how long lifting is retried, and the pause that lets the operations queued behind each try pass. */
const LIFT_FOR_MS = 300_000;
const LIFT_PAUSE_MS = 200;

/** The fence's title names the migration or restore and its epoch, so that everyone can tell whose it is. */
export function fenceTitleOf({ _id, epoch }: { readonly _id: string; readonly epoch: number }): string {
  return `${FENCE_TITLE}:${_id}:${epoch}`;
}

/**
 * Sets the fence: when this returns, all earlier writes have finished, and the database refuses every further write to
 * the collection, from anyone. An error does not mean that the fence is absent; the caller checks with `standsAt`.
 */
export async function putUpFence(db: mongo.Db, collection: CollectionIdentity, title: string): Promise<void> {
  await setValidation(
    db,
    { name: PRODUCTS, uuid: collection.uuid },
    { validator: fence(title), validationLevel: 'strict', validationAction: 'error' },
    SHORT_WAIT_MS,
  );
}

/** The title of the live collection's fence; `undefined` if it has none. */
export async function standsAt(db: mongo.Db): Promise<string | undefined> {
  const live = await findCollection(db, PRODUCTS);
  return live === null ? undefined : fenceTitle(live.options);
}

/**
 * Lifts the fence and sets the given validation. Retries until it succeeds: nothing is worse than a fence that stays.
 */
export async function liftFence(db: mongo.Db, collection: CollectionIdentity, validation: Validation): Promise<void> {
  const begun = performance.now();
  for (;;) {
    try {
      await setValidation(db, { name: PRODUCTS, uuid: collection.uuid }, validation, SHORT_WAIT_MS);
      return;
    } catch (error) {
      const tookMs = performance.now() - begun;
      const isUnconfirmed = error instanceof mongo.MongoWriteConcernError && tookMs < CONFIRM_WITHIN_MS;
      if (!(await isLive(db, collection)) || (!isUnconfirmed && (await standsAt(db)) === undefined)) return;
      if (tookMs > LIFT_FOR_MS) throw error;
      await sleep(LIFT_PAUSE_MS);
    }
  }
}
