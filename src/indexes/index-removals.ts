import { isDeepStrictEqual } from 'node:util';

import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { Collections, PRODUCTS } from '../database/collections.js';
import type { ActualIndex } from './actual-index.js';
import { readIndexes } from './actual-index.js';
import { keyText } from './compare-indexes.js';
import { IndexKeptError, IndexNotFoundError } from './index-errors.js';
import { indexesToRetire, noteRetirement } from './retired-indexes.js';
import { inTheWayOfIndexes, liveWork } from '../leases/live-work.js';

/**
 * How long an index stays hidden before it is dropped, unless something else is asked for: what runs once a week has
 * run by then.
 */
export const GRACE_DAYS = 7;
export const MAX_GRACE_DAYS = 365;
const DAY_MS = 86_400_000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const INDEX_NOT_FOUND = 27;

/** An index that is hidden and waits for its end. */
export interface IndexRemoval {
  /** The index's name. */
  readonly _id: string;
  /** `dropping`: whoever was about to drop it may have been cut off, and it is dropped as soon as somebody looks. */
  readonly state: 'hidden' | 'dropping';
  /** What it was, to be built again by hand. */
  readonly key: string;
  readonly options: string;
  readonly by: string;
  /** By the server's clock. */
  readonly hiddenAt: Date;
  readonly dropAfter: Date;
}

/** What came of a removal. */
export type RemovalOutcome =
  { readonly state: 'hidden'; readonly removal: IndexRemoval } | { readonly state: 'dropped' };

/**
 * Removes indexes in two steps: hidden first, when a query that needs it after all grows slow and it can be had back at
 * once; dropped when the time of grace is over and nobody wanted it back. What waits for its end stands in
 * `catalog_index_removals`.
 */
@Injectable()
export class IndexRemovals {
  constructor(private readonly collections: Collections) {}

  private get removals(): mongo.Collection<IndexRemoval> {
    return this.collections.db.collection<IndexRemoval>('catalog_index_removals');
  }

  /** Those that wait, the next one first. */
  list(): Promise<IndexRemoval[]> {
    return this.removals.find().sort({ dropAfter: 1, _id: 1 }).toArray();
  }

  /**
   * Hides the indexes of earlier versions of this service that nothing uses any more; they are dropped like any other.
   * Returns their names.
   */
  async retire(): Promise<readonly string[]> {
    const { db } = this.collections;
    const indexes = (await readIndexes(db))?.indexes ?? [];
    const names = (await indexesToRetire(db, indexes)).filter((name) =>
      indexes.some((index) => index.name === name && !index.hidden),
    );
    for (const name of names) {
      await this.remove(name, { by: 'service' });
      await noteRetirement(db, name);
    }
    return names;
  }

  /** Hides an index, whatever the time of grace; one that has been hidden for it already is dropped. */
  async remove(
    name: string,
    { by, graceDays }: { readonly by: string; readonly graceDays?: number | undefined },
  ): Promise<RemovalOutcome> {
    const index = await this.find(name);
    if (index === undefined) {
      if ((await this.removals.deleteOne({ _id: name, state: 'dropping' }, MAJORITY)).deletedCount > 0)
        return { state: 'dropped' };
      throw new IndexNotFoundError(name);
    }
    // What was noted of one that can be used (again) is of no account: its time begins now.
    if (!index.hidden) await this.removals.deleteOne({ _id: name }, MAJORITY);
    await this.hide(index, true);
    const removal = await this.note(index, by, graceDays);
    return index.hidden && (await this.drop(name)) ? { state: 'dropped' } : { state: 'hidden', removal };
  }

  /** Lets an index be used again that was hidden, by whomever. */
  async unhide(name: string): Promise<void> {
    const index = await this.find(name);
    if (index === undefined) throw new IndexNotFoundError(name);
    const { deletedCount } = await this.removals.deleteOne({ _id: name, state: 'hidden' }, MAJORITY);
    if (deletedCount === 0 && (await this.removals.findOne({ _id: name })) !== null)
      throw new IndexKeptError(name, 'it is being dropped at this moment; build it anew afterwards');
    await this.hide(index, false);
  }

  /** Drops what has been hidden for its time of grace. What somebody has let be used again, or changed, is let go. */
  async dropDue(): Promise<{ readonly dropped: readonly string[]; readonly kept: readonly string[] }> {
    const dropped: string[] = [];
    const kept: string[] = [];
    if (inTheWayOfIndexes(await liveWork(this.collections.db)) !== undefined) return { dropped, kept };
    for (const removal of await this.list()) {
      const index = await this.find(removal._id);
      if (index !== undefined && (!index.hidden || !isSame(index, removal))) {
        await this.removals.deleteOne({ _id: removal._id }, MAJORITY);
        kept.push(removal._id);
      } else if (await this.drop(removal._id)) dropped.push(removal._id);
    }
    return { dropped, kept };
  }

  /**
   * Drops an index whose time has come; `false` where it has not. Whoever is cut off in between, the next one finishes.
   */
  private async drop(name: string): Promise<boolean> {
    const claimed = await this.removals.findOneAndUpdate(
      { _id: name, $or: [{ state: 'dropping' }, { $expr: { $lte: ['$dropAfter', '$$NOW'] } }] },
      { $set: { state: 'dropping' } },
      MAJORITY,
    );
    if (claimed === null) return false;
    await this.collections.db.command({ dropIndexes: PRODUCTS, index: name, ...MAJORITY }).catch((error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== INDEX_NOT_FOUND) throw error;
    });
    await this.removals.deleteOne({ _id: name }, MAJORITY);
    return true;
  }

  /** Notes since when it is hidden; a time of grace that is asked for now counts from then. */
  private async note(
    { name, key, options }: ActualIndex,
    by: string,
    graceDays: number | undefined,
  ): Promise<IndexRemoval> {
    const hiddenAt = { $ifNull: ['$hiddenAt', '$$NOW'] };
    const dropAfter = { $add: [hiddenAt, (graceDays ?? GRACE_DAYS) * DAY_MS] };
    const literal = (value: string): object => ({ $literal: value });
    const removal = await this.removals.findOneAndUpdate(
      { _id: name },
      [
        {
          $set: {
            state: { $ifNull: ['$state', 'hidden'] },
            by: literal(by),
            key: literal(keyText(key)),
            options: literal(JSON.stringify(options)),
            hiddenAt,
            dropAfter: graceDays === undefined ? { $ifNull: ['$dropAfter', dropAfter] } : dropAfter,
          },
        },
      ],
      { upsert: true, returnDocument: 'after', ...MAJORITY },
    );
    if (removal === null) throw new TypeError('An upsert gives a document');
    return removal;
  }

  private async find(name: string): Promise<ActualIndex | undefined> {
    return (await readIndexes(this.collections.db))?.indexes.find((index) => index.name === name);
  }

  private async hide({ name, hidden }: ActualIndex, wanted: boolean): Promise<void> {
    if (hidden !== wanted)
      await this.collections.db.command({ collMod: PRODUCTS, index: { name, hidden: wanted }, ...MAJORITY });
  }
}

function isSame({ key, options }: ActualIndex, removal: IndexRemoval): boolean {
  return isDeepStrictEqual([keyText(key), JSON.stringify(options)], [removal.key, removal.options]);
}
