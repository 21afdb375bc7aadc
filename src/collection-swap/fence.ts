import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { FENCE_TITLE } from '../database/fence-title.js';
import type { CollectionIdentity, Validation } from './collection-identity.js';
import { fence, fenceTitle, findCollection, isLive, setValidation } from './named-collections.js';

/**
 * How long putting up the fence may wait for writes and transactions that are under way: others wait behind it
 * meanwhile.
 */
const WAIT_MS = 1_500;
const LIFT_WITHIN_MS = 30_000;
const LIFT_TRIES = 10;

/** The fence's title: of the migration or restore and its epoch, so that everyone can tell whose it is. */
export function fenceTitleOf({ _id, epoch }: { readonly _id: string; readonly epoch: number }): string {
  return `${FENCE_TITLE}:${_id}:${epoch}`;
}

/**
 * Puts up the fence: from here on the database itself refuses every write to the collection, ours or not, and all
 * writes before it have ended. An error does not say that it has not happened: the caller asks `standsAt`.
 */
export async function putUpFence(db: mongo.Db, collection: CollectionIdentity, title: string): Promise<void> {
  await setValidation(
    db,
    { name: PRODUCTS, uuid: collection.uuid },
    { validator: fence(title), validationLevel: 'strict', validationAction: 'error' },
    WAIT_MS,
  );
}

/** The title of the fence that the live collection has; `undefined` where it has none. */
export async function standsAt(db: mongo.Db): Promise<string | undefined> {
  const live = await findCollection(db, PRODUCTS);
  return live === null ? undefined : fenceTitle(live.options);
}

/**
 * Lets writers in again, with the validation that the collection is to have. Tried until it is so: nothing is worse
 * than a fence that stays.
 */
export async function liftFence(db: mongo.Db, collection: CollectionIdentity, validation: Validation): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await setValidation(db, { name: PRODUCTS, uuid: collection.uuid }, validation, LIFT_WITHIN_MS);
      return;
    } catch (error) {
      if (!(await isLive(db, collection)) || (await standsAt(db)) === undefined) return;
      if (attempt === LIFT_TRIES) throw error;
    }
  }
}
