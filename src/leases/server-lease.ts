import type { mongo } from 'mongoose';

import type { Collections } from '../database/collections.js';
import { type LeasePaths, LeaseTable } from './lease-table.js';
import { NoLongerOwnerError } from './no-longer-owner.error.js';

/** Who does something for all instances. */
interface Duty {
  /** What it is that one does. */
  readonly _id: string;
  readonly holder: string | null;
  /** By the server's clock: from then on it is anybody's. */
  readonly until: Date;
  readonly epoch: number;
}

const PATHS: LeasePaths = { owner: 'holder', until: 'until', epoch: 'epoch' };

class DutyLostError extends NoLongerOwnerError {
  readonly code = 'DUTY_LOST';
}

/**
 * Lets one instance at a time do something that is nobody's document, e.g. judge the alerts: the leases in
 * `catalog_leases`. Who sleeps through its lease may wake up and go on for a moment: what is done under it has to bear
 * that.
 */
export class ServerLease {
  private readonly leases: LeaseTable<Duty>;
  private epoch: number | undefined;

  constructor(
    collections: Collections,
    private readonly name: string,
    private readonly holder: string,
    lengthMs: number,
  ) {
    this.leases = new LeaseTable<Duty>({
      collection: () => collections.db.collection<Duty & mongo.Document>('catalog_leases'),
      length: lengthMs,
      paths: PATHS,
      lost: (id) => new DutyLostError(`Another instance does ${id} now`),
    });
  }

  /** Takes the lease or extends it; `false` where another one has it. */
  async hold(): Promise<boolean> {
    if (this.epoch !== undefined) {
      try {
        await this.leases.change({ _id: this.name, owner: this.holder, epoch: this.epoch });
        return true;
      } catch (error) {
        if (!(error instanceof DutyLostError)) throw error;
        this.epoch = undefined;
      }
    }
    const taken = (await this.claim()) ?? ((await this.leases.prepare(this.name)) ? await this.claim() : null);
    this.epoch = taken?.epoch;
    return taken !== null;
  }

  /** Lets another one have it at once. */
  async letGo(): Promise<void> {
    if (this.epoch === undefined) return;
    await this.leases.release({ _id: this.name, owner: this.holder, epoch: this.epoch });
    this.epoch = undefined;
  }

  private claim(): Promise<Duty | null> {
    return this.leases.claim({ owner: this.holder, where: { _id: this.name } });
  }
}
