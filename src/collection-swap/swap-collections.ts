import type { mongo } from 'mongoose';

import { messageOf } from '../errors/message-of.js';
import { PRODUCTS } from '../database/collections.js';
import type { CollectionIdentity, Validation } from './collection-identity.js';
import { liftFence, putUpFence, standsAt } from './fence.js';
import { isLive, rename } from './named-collections.js';

/** Writes never wait longer than this: then the fence is lifted, and the swap is tried again later. */
const MAX_PAUSE_MS = 5_000;
/** Time kept for the rename, out of the pause. */
const RENAME_WITHIN_MS = 1_500;

/** The moments of a swap at which a crash is tried. */
export type SwapMoment = 'fence-sent' | 'fenced' | 'rename-sent' | 'renamed';

/** Which collection takes the name `products` from which, and what its caller does under the fence. */
export interface Swap {
  readonly db: mongo.Db;
  /** The title of the fence; see `fenceTitleOf`. */
  readonly title: string;
  /** The collection that has the name now. */
  readonly live: CollectionIdentity;
  /** Its validation, which it gets back if the swap does not happen. */
  readonly validation: Validation;
  /** The collection that is to have the name. */
  readonly next: CollectionIdentity;
  /** Throws where the caller no longer holds its lease. */
  readonly ensureMine: () => void;
  /**
   * Applies what was written before the fence, and makes sure that nothing is missing. Gives why the name must not pass
   * on, or `undefined`. It has to be done by `until` on the monotonic clock.
   */
  readonly drain: (until: number) => Promise<string | undefined>;
  readonly reached: (moment: SwapMoment) => void;
}

/**
 * Lets another collection take the name `products`: a fence that refuses every write, the changes before it, one rename
 * that only happens if both collections are still who they were. Readers never miss the name; writers wait for less
 * than five seconds. Gives `undefined` where the name has passed on: the fence is on the collection that was replaced,
 * and lifting what is on the other is the caller's. Else gives why not, with the fence lifted. Who has the name decides
 * what has happened, never a reply, which may be lost.
 */
export async function swapCollections(swap: Swap): Promise<string | undefined> {
  const { db, live, next, validation, reached } = swap;
  // Before anything: whoever has lost the lease must not lift a fence either, which may be its successor's.
  swap.ensureMine();
  const until = performance.now() + MAX_PAUSE_MS - RENAME_WITHIN_MS;
  const reason = await underFence(swap, until).catch((error: unknown) => ({ error }));
  if (reason === undefined || (await isLive(db, next))) {
    reached('renamed');
    return undefined;
  }
  await liftFence(db, live, validation);
  if (typeof reason === 'string') return reason;
  throw reason.error;
}

async function underFence(swap: Swap, until: number): Promise<string | undefined> {
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

/** Why the fence does not stand; `undefined` where it does. */
async function fenceOff({ db, live, title, reached }: Swap): Promise<string | undefined> {
  const sent = putUpFence(db, live, title);
  reached('fence-sent');
  try {
    await sent;
  } catch (error) {
    // The reply may be lost and the fence up all the same.
    if ((await standsAt(db)) !== title) return `the fence was not put up (${messageOf(error)})`;
  }
  return undefined;
}
