import type { mongo } from 'mongoose';

import type { Collections } from '../database/collections.js';
import { type LeasePaths, LeaseTable } from './lease-table.js';
import { NoLongerOwnerError } from './no-longer-owner.error.js';

/** The instance that does a duty for all instances. */
interface Duty {
  /** The duty. */
  readonly _id: string;
  readonly holder: string | null;
  /** By the server's clock: the lease is free from then on. */
  readonly until: Date;
  readonly epoch: number;
}

const PATHS: LeasePaths = { owner: 'holder', until: 'until', epoch: 'epoch' };

class DutyLostError extends NoLongerOwnerError {
  readonly code = 'DUTY_LOST';
}

/**
 * Lets one instance at a time do a duty that no document represents, e.g. evaluate the alerts: the leases in
 * `catalog_leases`. An instance that slept through its lease may go on for a moment after waking, so the duty has to
 * tolerate that.
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

  /** Takes or renews the lease; `false` if another instance holds it. */
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

  /** Releases the lease at once. */
  async letGo(): Promise<void> {
    if (this.epoch === undefined) return;
    await this.leases.release({ _id: this.name, owner: this.holder, epoch: this.epoch });
    this.epoch = undefined;
  }

  private claim(): Promise<Duty | null> {
    return this.leases.claim({ owner: this.holder, where: { _id: this.name } });
  }
}
