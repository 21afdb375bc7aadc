import { isDeepStrictEqual } from 'node:util';

import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { Collections, PRODUCTS } from '../database/collections.js';
import { inShortWaits } from '../database/short-waits.js';
import type { ActualIndex } from './actual-index.js';
import { readIndexes } from './actual-index.js';
import { keyText } from './compare-indexes.js';
import { IndexKeptError, IndexNotFoundError } from './index-errors.js';
import { indexesToRetire, noteRetirement } from './retired-indexes.js';
import { inTheWayOfIndexes, liveWork } from '../leases/live-work.js';

/** The default grace period: long enough for weekly jobs to have run. */
export const GRACE_DAYS = 7;
export const MAX_GRACE_DAYS = 365;
const DAY_MS = 86_400_000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const INDEX_NOT_FOUND = 27;

/** A hidden index scheduled for removal. */
export interface IndexRemoval {
  /** The index's name. */
  readonly _id: string;
  /** `dropping`: the drop may have been interrupted; the next check finishes it. */
  readonly state: 'hidden' | 'dropping';
  /** Its definition, for rebuilding it by hand. */
  readonly key: string;
  readonly options: string;
  readonly by: string;
  /** By the server's clock. */
  readonly hiddenAt: Date;
  readonly dropAfter: Date;
}

/** The result of a removal. */
export type RemovalOutcome =
  { readonly state: 'hidden'; readonly removal: IndexRemoval } | { readonly state: 'dropped' };

/**
 * Removes indexes in two steps: first they are hidden, so that a query that still needs one becomes slow and the index
 * can be brought back at once; after the grace period they are dropped unless somebody unhid them. Pending removals are
 * in `catalog_index_removals`.
 */
@Injectable()
export class IndexRemovals {
  constructor(private readonly collections: Collections) {}

  private get removals(): mongo.Collection<IndexRemoval> {
    return this.collections.db.collection<IndexRemoval>('catalog_index_removals');
  }

  /** Pending removals, the next one first. */
  list(): Promise<IndexRemoval[]> {
    return this.removals.find().sort({ dropAfter: 1, _id: 1 }).toArray();
  }

  /** Hides unused indexes of earlier versions of this service; they are dropped like any other. Returns their names. */
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

  /** Hides an index; if it has been hidden for the grace period, drops it. */
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
    // A record of an index that is visible (again) is obsolete: the grace period starts now.
    if (!index.hidden) await this.removals.deleteOne({ _id: name }, MAJORITY);
    await this.hide(index, true);
    const removal = await this.note(index, by, graceDays);
    return index.hidden && (await this.drop(name)) ? { state: 'dropped' } : { state: 'hidden', removal };
  }

  /** Makes a hidden index visible again, whoever hid it. */
  async unhide(name: string): Promise<void> {
    const index = await this.find(name);
    if (index === undefined) throw new IndexNotFoundError(name);
    const { deletedCount } = await this.removals.deleteOne({ _id: name, state: 'hidden' }, MAJORITY);
    if (deletedCount === 0 && (await this.removals.findOne({ _id: name })) !== null)
      throw new IndexKeptError(name, 'it is being dropped at this moment; build it anew afterwards');
    await this.hide(index, false);
  }

  /** Drops indexes whose grace period is over. Indexes that were unhidden or changed meanwhile are kept. */
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

  /** Drops an index that is due; `false` if it is not. If interrupted, the next check finishes it. */
  private async drop(name: string): Promise<boolean> {
    const claimed = await this.removals.findOneAndUpdate(
      { _id: name, $or: [{ state: 'dropping' }, { $expr: { $lte: ['$dropAfter', '$$NOW'] } }] },
      { $set: { state: 'dropping' } },
      MAJORITY,
    );
    if (claimed === null) return false;
    const drop = { dropIndexes: PRODUCTS, index: name, ...MAJORITY };
    await inShortWaits((maxTimeMS) => this.collections.db.command({ ...drop, maxTimeMS })).catch((error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== INDEX_NOT_FOUND) throw error;
    });
    await this.removals.deleteOne({ _id: name }, MAJORITY);
    return true;
  }

  /** Records when it was hidden; a requested grace period counts from then. */
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
    if (hidden === wanted) return;
    const change = { collMod: PRODUCTS, index: { name, hidden: wanted }, ...MAJORITY };
    await inShortWaits((maxTimeMS) => this.collections.db.command({ ...change, maxTimeMS }));
  }
}

function isSame({ key, options }: ActualIndex, removal: IndexRemoval): boolean {
  return isDeepStrictEqual([keyText(key), JSON.stringify(options)], [removal.key, removal.options]);
}
