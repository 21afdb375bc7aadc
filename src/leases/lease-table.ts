import type { mongo } from 'mongoose';

import { isDuplicateKey } from '../database/database-errors.js';
import type { NoLongerOwnerError } from './no-longer-owner.error.js';

/** In the terms of an update pipeline: the server's time. */
export const NOW = '$$NOW';

const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** Values in the terms of an update pipeline, by dotted path: constants need `literals`. */
export type Expressions = Readonly<Record<string, unknown>>;

/** What a lease is of, who has it, and the fencing token: it grows with every change of owner. */
export interface Holding {
  readonly _id: string;
  readonly owner: string | null;
  readonly epoch: number;
}

/** At which dotted paths the documents of a collection keep their lease. */
export interface LeasePaths {
  readonly owner: string;
  /** By the server's clock: from then on the lease is anybody's. */
  readonly until: string;
  readonly epoch: string;
  /** Grows with every change by an owner, whose replies may overtake each other; not every collection has it. */
  readonly revision?: string;
}

/** What the leases of a collection are like. */
export interface LeaseTableOptions<T> {
  readonly collection: () => mongo.Collection<T & mongo.Document>;
  /** Milliseconds that a lease lasts without news of its owner; an expression may depend on the changed document. */
  readonly length: number | Expressions;
  readonly paths?: LeasePaths;
  /** Which fields a claim or a change gives back; all of them where this is absent. */
  readonly projection?: Readonly<Record<string, 1>>;
  /** What an owner is told that is none any more. */
  readonly lost: (id: string) => NoLongerOwnerError;
}

/** What is changed together with the lease, in one atomic update. A field is removed by the value `$$REMOVE`. */
export interface LeaseChange {
  /** Sees the document as it was before. */
  readonly set?: Expressions;
  /** Sees the document with its new lease. */
  readonly after?: Expressions;
}

/** Who wants a lease, of which documents. */
export interface LeaseClaim extends LeaseChange {
  readonly owner: string;
  /** Narrows the documents down; `mongo.Filter` of the document's own fields. */
  readonly where: Readonly<Record<string, unknown>>;
  /** The new epoch is larger than this one, too: for effects outside of the database that carry an epoch. */
  readonly beyondEpoch?: number;
}

const JUST_AFTER_MS = 10;
/** A lease that has run out and could not be taken: it was another's at once, or is of a newer service. */
const REFUSED_AGAIN_MS = 500;

const PATHS: LeasePaths = { owner: 'owner', until: 'leaseUntil', epoch: 'epoch' };

/**
 * The leases in the documents of one collection: the only place that claims, extends and releases them.
 *
 * Time is the server's alone. Every change by an owner compares id, owner and epoch in the same atomic update that
 * makes the change, so an owner that slept through its lease changes nothing when it wakes. Writes are of the majority.
 */
export class LeaseTable<T extends { readonly _id: string }> {
  private readonly paths: LeasePaths;

  constructor(private readonly options: LeaseTableOptions<T>) {
    this.paths = options.paths ?? PATHS;
  }

  /** Makes a document that is owned from the start, by an upsert: only an update can name the server's time. */
  async create({ _id, owner, epoch }: Holding, set: Expressions): Promise<void> {
    const { paths } = this;
    const lease = { [paths.owner]: { $literal: owner }, [paths.epoch]: epoch, [paths.until]: this.extended() };
    const revision = paths.revision === undefined ? {} : { [paths.revision]: 1 };
    await this.collection.updateOne({ _id } as mongo.Filter<T>, stages({ set }, { ...lease, ...revision }), {
      upsert: true,
      ...MAJORITY,
    });
  }

  /** Makes a document that nobody owns yet; `false` where there is one. */
  async prepare(_id: string, fields: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    const { owner, until, epoch } = this.paths;
    const free = { [owner]: null, [until]: new Date(0), [epoch]: 0 };
    const change = { $setOnInsert: { ...fields, ...free } } as mongo.UpdateFilter<T>;
    try {
      const options = { upsert: true, ...MAJORITY };
      return (await this.collection.updateOne({ _id } as mongo.Filter<T>, change, options)).upsertedCount === 1;
    } catch (error) {
      if (isDuplicateKey(error)) return false; // another instance made it at the same moment
      throw error;
    }
  }

  /** Makes a document whose lease has run out the new owner's, with the next epoch; `null` where there is none. */
  claim(claim: LeaseClaim): Promise<T | null> {
    return this.take({ ...claim, where: { ...claim.where, ...this.expired } });
  }

  /** The same, for callers whose `where` says itself which documents are free. */
  async take({ owner, where, beyondEpoch = 0, ...change }: LeaseClaim): Promise<T | null> {
    const { paths } = this;
    const lease = {
      [paths.owner]: { $literal: owner },
      [paths.epoch]: { $add: [{ $max: [`$${paths.epoch}`, beyondEpoch] }, 1] },
      [paths.until]: this.extended(),
    };
    return this.changed(where, stages(change, { ...lease, ...this.nextRevision }));
  }

  /** A change by the owner; extends the lease. Throws where the lease is another's. */
  async change(holding: Holding, change: LeaseChange = {}): Promise<T> {
    const lease = { [this.paths.until]: this.extended(), ...this.nextRevision };
    return this.orLost(holding, await this.changed(this.mine(holding), stages(change, lease)));
  }

  /**
   * A change as a part of a transaction, so that it happens with the transaction's other writes or not at all. Does not
   * extend the lease. Gives the document as it was before; throws where the lease is another's.
   */
  async changeWithin(session: mongo.ClientSession, holding: Holding, set: Expressions): Promise<T> {
    const before = await this.collection.findOneAndUpdate(this.mine(holding), [{ $set: set }], { session });
    return this.orLost(holding, before as T | null);
  }

  /** The owner's last change: nobody owns the document any more. Throws where the lease is another's. */
  async end(holding: Holding, change: LeaseChange): Promise<T> {
    const lease = { [this.paths.owner]: null, [this.paths.until]: NOW, ...this.nextRevision };
    return this.orLost(holding, await this.changed(this.mine(holding), stages(change, lease)));
  }

  /** Lets another owner have it at once. Does nothing where it is another's already. */
  async release(holding: Holding, change: LeaseChange = {}): Promise<void> {
    const lease = { [this.paths.owner]: null, [this.paths.until]: { $subtract: [NOW, 1] } };
    await this.collection.updateOne(this.mine(holding), stages(change, lease), MAJORITY);
  }

  /** Takes a document from its owner, and gives it to nobody: whatever the owner still sends finds the next epoch. */
  async revoke(where: LeaseClaim['where'], change: LeaseChange): Promise<T | null> {
    const { owner, until, epoch } = this.paths;
    const lease = { [owner]: null, [until]: NOW, [epoch]: { $add: [`$${epoch}`, 1] } };
    return this.changed(where, stages(change, lease));
  }

  /**
   * Milliseconds until the lease of a document runs out, unless its owner extends it: whoever waits for it looks again
   * then. Negative where it has; `null` where there is no such document.
   */
  async left(where: LeaseClaim['where']): Promise<number | null> {
    const left = { $subtract: [`$${this.paths.until}`, NOW] };
    const pipeline = [{ $match: where }, { $limit: 1 }, { $project: { _id: 0, left } }];
    return (await this.collection.aggregate<{ left: number }>(pipeline).toArray())[0]?.left ?? null;
  }

  /** Selects documents whose lease has run out, by the server's clock. */
  get expired(): Readonly<Record<string, unknown>> {
    return { $expr: { $lt: [`$${this.paths.until}`, NOW] } };
  }

  private get collection(): mongo.Collection<T> {
    return this.options.collection();
  }

  private get nextRevision(): Expressions {
    const { revision } = this.paths;
    return revision === undefined ? {} : { [revision]: { $add: [{ $ifNull: [`$${revision}`, 0] }, 1] } };
  }

  private extended(): Expressions {
    return { $add: [NOW, this.options.length] };
  }

  private mine({ _id, owner, epoch }: Holding): mongo.Filter<T> {
    return { _id, [this.paths.owner]: owner, [this.paths.epoch]: epoch } as mongo.Filter<T>;
  }

  private async changed(where: object, update: mongo.Document[]): Promise<T | null> {
    const { projection = {} } = this.options;
    const options = { returnDocument: 'after', projection, ...MAJORITY } as const;
    return (await this.collection.findOneAndUpdate(where as mongo.Filter<T>, update, options)) as T | null;
  }

  private orLost({ _id }: Holding, document: T | null): T {
    if (document === null) throw this.options.lost(_id);
    return document;
  }
}

/**
 * When to look again for a lease that may run out: just after it does, if `left` says when that is, and no later than
 * after `longestMs`, since a lease may be shortened or released.
 */
export function lookAgainIn(left: number | null, longestMs: number): number {
  if (left === null) return longestMs;
  return Math.min(left < 0 ? REFUSED_AGAIN_MS : left + JUST_AFTER_MS, longestMs);
}

/** The length of a lease may depend on what is changed with it: so that comes first. */
function stages({ set = {}, after = {} }: LeaseChange, lease: Expressions): mongo.Document[] {
  return [set, lease, after].filter((fields) => Object.keys(fields).length > 0).map((fields) => ({ $set: fields }));
}
