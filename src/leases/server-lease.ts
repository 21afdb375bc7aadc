import type { mongo } from 'mongoose';

import type { Collections } from '../database/collections.js';
import { isDuplicateKey } from '../database/database-errors.js';

/** Who does something for all instances. */
interface Lease {
  /** What it is that one does. */
  readonly _id: string;
  readonly holder: string;
  /** By the server's clock: from then on it is anybody's. */
  readonly until: Date;
}

const MAJORITY = { writeConcern: { w: 'majority' } } as const;

/**
 * Lets one instance at a time do something, by the server's clock. Who sleeps through its lease may wake up and go on
 * for a moment: what is done under it has to bear that.
 */
export class ServerLease {
  constructor(
    private readonly collections: Collections,
    private readonly name: string,
    private readonly holder: string,
    private readonly lengthMs: number,
  ) {}

  private get leases(): mongo.Collection<Lease> {
    return this.collections.db.collection<Lease>('catalog_leases');
  }

  /** Takes the lease or extends it; `false` where another one has it. */
  async hold(): Promise<boolean> {
    const mine = [{ $set: { holder: { $literal: this.holder }, until: { $add: ['$$NOW', this.lengthMs] } } }];
    const { matchedCount } = await this.leases.updateOne(
      { _id: this.name, $or: [{ holder: this.holder }, { $expr: { $lt: ['$until', '$$NOW'] } }] },
      mine,
      MAJORITY,
    );
    if (matchedCount === 1) return true;
    try {
      // There is none yet, or it is somebody else's: then its name is taken.
      await this.leases.updateOne({ _id: this.name, holder: this.holder }, mine, { upsert: true, ...MAJORITY });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Lets another one have it at once. */
  async letGo(): Promise<void> {
    await this.leases.deleteOne({ _id: this.name, holder: this.holder }, MAJORITY);
  }
}
