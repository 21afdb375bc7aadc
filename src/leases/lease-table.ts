import type { mongo } from 'mongoose';

import { isDuplicateKey } from '../database/database-errors.js';
import type { NoLongerOwnerError } from './no-longer-owner.error.js';

/** The server's time, as an update pipeline expression. */
export const NOW = '$$NOW';

const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/** Update pipeline expressions by dotted path; constants need `literals`. */
export type Expressions = Readonly<Record<string, unknown>>;

/** The lease's document, its owner, and the fencing token, which grows with every change of owner. */
export interface Holding {
  readonly _id: string;
  readonly owner: string | null;
  readonly epoch: number;
}

/** The dotted paths of the lease's fields in a collection's documents. */
export interface LeasePaths {
  readonly owner: string;
  /** By the server's clock: the lease is free from then on. */
  readonly until: string;
  readonly epoch: string;
  /** Grows with every change by an owner, because replies may arrive out of order; not every collection has it. */
  readonly revision?: string;
}

/** The properties of a collection's leases. */
export interface LeaseTableOptions<T> {
  readonly collection: () => mongo.Collection<T & mongo.Document>;
  /** How long a lease lasts without a renewal, in milliseconds; an expression may depend on the changed document. */
  readonly length: number | Expressions;
  readonly paths?: LeasePaths;
  /** Projection of the documents that claims and changes return; everything by default. */
  readonly projection?: Readonly<Record<string, 1>>;
  /** The error for an owner that has lost its lease. */
  readonly lost: (id: string) => NoLongerOwnerError;
}

/** Changes made together with the lease, in one atomic update. The value `$$REMOVE` removes a field. */
export interface LeaseChange {
  /** Sees the document before the update. */
  readonly set?: Expressions;
  /** Sees the document with its new lease. */
  readonly after?: Expressions;
}

/** The claimant, and the documents it wants. */
export interface LeaseClaim extends LeaseChange {
  readonly owner: string;
  /** Restricts the documents; a `mongo.Filter` on the document's own fields. */
  readonly where: Readonly<Record<string, unknown>>;
  /** The new epoch also exceeds this one: for effects outside the database that carry an epoch. */
  readonly beyondEpoch?: number;
}

const JUST_AFTER_MS = 10;
/**
 * An expired lease that could not be taken: another process took it, or it belongs to a newer version of the service.
 */
const REFUSED_AGAIN_MS = 500;

const PATHS: LeasePaths = { owner: 'owner', until: 'leaseUntil', epoch: 'epoch' };

/**
 * The leases in the documents of one collection: the only place that claims, renews and releases them. Only the
 * server's clock counts. Every change by an owner compares id, owner and epoch in the same atomic update that makes the
 * change, so an owner that slept through its lease changes nothing when it wakes. Writes use majority write concern.
 *
 * Time is the server's alone. Every change by an owner compares id, owner and epoch in the same atomic update that
 * makes the change, so an owner that slept through its lease changes nothing when it wakes. Writes are of the majority.
 */
export class LeaseTable<T extends { readonly _id: string }> {
  private readonly paths: LeasePaths;

  constructor(private readonly options: LeaseTableOptions<T>) {
    this.paths = options.paths ?? PATHS;
  }

  /** Creates a document with an owner. Uses an upsert because only an update can set the server's time. */
  async create({ _id, owner, epoch }: Holding, set: Expressions): Promise<void> {
    const { paths } = this;
    const lease = { [paths.owner]: { $literal: owner }, [paths.epoch]: epoch, [paths.until]: this.extended() };
    const revision = paths.revision === undefined ? {} : { [paths.revision]: 1 };
    await this.collection.updateOne({ _id } as mongo.Filter<T>, stages({ set }, { ...lease, ...revision }), {
      upsert: true,
      ...MAJORITY,
    });
  }

  /** Creates a document without an owner; `false` if it exists. */
  async prepare(_id: string, fields: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    const { owner, until, epoch } = this.paths;
    const free = { [owner]: null, [until]: new Date(0), [epoch]: 0 };
    const change = { $setOnInsert: { ...fields, ...free } } as mongo.UpdateFilter<T>;
    try {
      const options = { upsert: true, ...MAJORITY };
      return (await this.collection.updateOne({ _id } as mongo.Filter<T>, change, options)).upsertedCount === 1;
    } catch (error) {
      if (isDuplicateKey(error)) return false; // another instance created it at the same moment
      throw error;
    }
  }

  /** Takes a document with an expired lease, with the next epoch; `null` if there is none. */
  claim(claim: LeaseClaim): Promise<T | null> {
    return this.take({ ...claim, where: { ...claim.where, ...this.expired } });
  }

  /** The same, for callers whose `where` itself selects the free documents. */
  async take({ owner, where, beyondEpoch = 0, ...change }: LeaseClaim): Promise<T | null> {
    const { paths } = this;
    const lease = {
      [paths.owner]: { $literal: owner },
      [paths.epoch]: { $add: [{ $max: [`$${paths.epoch}`, beyondEpoch] }, 1] },
      [paths.until]: this.extended(),
    };
    return this.changed(where, stages(change, { ...lease, ...this.nextRevision }));
  }

  /** Makes a change as the owner and renews the lease. Throws if another process owns the lease. */
  async change(holding: Holding, change: LeaseChange = {}): Promise<T> {
    const lease = { [this.paths.until]: this.extended(), ...this.nextRevision };
    return this.orLost(holding, await this.changed(this.mine(holding), stages(change, lease)));
  }

  /**
   * Makes a change as the owner within a transaction, without renewing the lease. Returns the document as it was
   * before; throws if another process owns the lease.
   */
  async changeWithin(session: mongo.ClientSession, holding: Holding, set: Expressions): Promise<T> {
    const before = await this.collection.findOneAndUpdate(this.mine(holding), [{ $set: set }], { session });
    return this.orLost(holding, before as T | null);
  }

  /**
   * Makes the owner's last change, which leaves the document without an owner. Throws if another process owns the
   * lease.
   */
  async end(holding: Holding, change: LeaseChange): Promise<T> {
    const lease = { [this.paths.owner]: null, [this.paths.until]: NOW, ...this.nextRevision };
    return this.orLost(holding, await this.changed(this.mine(holding), stages(change, lease)));
  }

  /** Releases the lease at once. Does nothing if another process owns it already. */
  async release(holding: Holding, change: LeaseChange = {}): Promise<void> {
    const lease = { [this.paths.owner]: null, [this.paths.until]: { $subtract: [NOW, 1] } };
    await this.collection.updateOne(this.mine(holding), stages(change, lease), MAJORITY);
  }

  /** Revokes a document's lease without a new owner: everything the old owner still sends meets a higher epoch. */
  async revoke(where: LeaseClaim['where'], change: LeaseChange): Promise<T | null> {
    const { owner, until, epoch } = this.paths;
    const lease = { [owner]: null, [until]: NOW, [epoch]: { $add: [`$${epoch}`, 1] } };
    return this.changed(where, stages(change, lease));
  }

  /**
   * Milliseconds until a document's lease expires unless it is renewed, so that waiting processes know when to check
   * again. Negative if it has expired; `null` if there is no such document.
   */
  async left(where: LeaseClaim['where']): Promise<number | null> {
    const left = { $subtract: [`$${this.paths.until}`, NOW] };
    const pipeline = [{ $match: where }, { $limit: 1 }, { $project: { _id: 0, left } }];
    return (await this.collection.aggregate<{ left: number }>(pipeline).toArray())[0]?.left ?? null;
  }

  /** Selects documents whose lease has expired, by the server's clock. */
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
 * When to check a lease again: just after it expires, if `left` is known, but at the latest after `longestMs`, since a
 * lease may be shortened or released.
 */
export function lookAgainIn(left: number | null, longestMs: number): number {
  if (left === null) return longestMs;
  return Math.min(left < 0 ? REFUSED_AGAIN_MS : left + JUST_AFTER_MS, longestMs);
}

/** The duration may depend on what is changed along with it, so the change comes first. */
function stages({ set = {}, after = {} }: LeaseChange, lease: Expressions): mongo.Document[] {
  return [set, lease, after].filter((fields) => Object.keys(fields).length > 0).map((fields) => ({ $set: fields }));
}
