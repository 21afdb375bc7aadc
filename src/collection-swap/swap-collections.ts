import type { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { PRODUCTS } from '../database/collections.js';
import { isTimeLimit } from '../database/database-errors.js';
import type { CollectionIdentity, Validation } from './collection-identity.js';
import { liftFence, putUpFence, standsAt } from './fence.js';
import { isLive, rename } from './named-collections.js';

/** Writes never wait longer than this; then the fence is lifted and the swap is retried later. */
const MAX_PAUSE_MS = 5_000;
/** Time within the pause that is reserved for the rename. */
const RENAME_WITHIN_MS = 1_500;

/** The points of a swap at which crashes are tested. */
export type SwapMoment = 'fence-sent' | 'fenced' | 'rename-sent' | 'renamed';

/** Which collection takes the name `products` from which, and the caller's work under the fence. */
export interface Swap {
  readonly db: mongo.Db;
  /** The title of the fence; see `fenceTitleOf`. */
  readonly title: string;
  /** The collection that is named `products` now. */
  readonly live: CollectionIdentity;
  /** Its validation, restored if the swap does not happen. */
  readonly validation: Validation;
  /** The collection that is to be named `products`. */
  readonly next: CollectionIdentity;
  /** Throws if the caller no longer holds its lease. */
  readonly ensureMine: () => void;
  /**
   * Applies the writes from before the fence and checks that nothing is missing. Returns why the swap must not happen,
   * or `undefined`. Must finish by `until`, on the monotonic clock.
   */
  readonly drain: (until: number) => Promise<string | undefined>;
  readonly reached: (moment: SwapMoment) => void;
}

/**
 * Gives the name `products` to another collection: sets a fence that refuses every write, applies the changes before
 * it, and renames once, only if both collections still have their UUIDs. Readers never miss the name; writers wait for
 * less than five seconds. Returns `undefined` if the name has moved: the fence is then on the replaced collection, and
 * the caller lifts the one on the new collection. Otherwise returns the reason, with the fence lifted. Who has the name
 * decides what happened, never a reply, which may be lost.
 */
export async function swapCollections(swap: Swap): Promise<string | undefined> {
  const { db, live, next, validation, reached } = swap;
  // First of all: a process without the lease must not even lift a fence, which may be its successor's.
  swap.ensureMine();
  const until = performance.now() + MAX_PAUSE_MS - RENAME_WITHIN_MS;
  const reason = await underFence(swap, until).catch((error: unknown) => ({ error }));
  if (reason === undefined || (await isLive(db, next))) {
    reached('renamed');
    return undefined;
  }
  if (reason instanceof NotFenced) return reason.message;
  await liftFence(db, live, validation);
  if (typeof reason === 'string') return reason;
  throw reason.error;
}

/** The server gave the fence up: there is none to lift, and trying to would make everyone queue once more. */
class NotFenced {
  constructor(readonly message: string) {}
}

async function underFence(swap: Swap, until: number): Promise<string | NotFenced | undefined> {
  const { reached } = swap;
  const notFenced = await fenceOff(swap);
  if (notFenced !== undefined) return notFenced;
  reached('fenced');
  const reason = await swap.drain(until);
  if (reason !== undefined) return reason;
  swap.ensureMine();
  const sent = rename(swap.db, swap.next, PRODUCTS, swap.live.uuid, RENAME_WITHIN_MS);
  reached('rename-sent');
  try {
    await sent;
  } catch (error) {
    if (!(await isLive(swap.db, swap.next))) return `the rename did not happen (${messageOf(error)})`;
  }
  return undefined;
}

/** Why the fence is not set; `undefined` if it is. */
async function fenceOff({ db, live, title, reached }: Swap): Promise<string | NotFenced | undefined> {
  const sent = putUpFence(db, live, title);
  reached('fence-sent');
  try {
    await sent;
  } catch (error) {
    // The reply may be lost although the fence was set, or will be.
    const stands = await standsAt(db);
    if (stands === title) return undefined;
    const reason = `the fence could not be set (${messageOf(error)})`;
    return stands === undefined && isTimeLimit(error) ? new NotFenced(reason) : reason;
  }
  return undefined;
}
