import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, mongo } from 'mongoose';
import { literals } from '../database/literals.js';
import { NotFoundError } from '../errors/domain-error.js';
import { collectionOf } from '../database/own-records.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { type Holding, type LeasePaths, LeaseTable, NOW } from '../leases/lease-table.js';
import { RestoreActiveError, RestoreLeaseLostError } from './restore-errors.js';
import type { RestoreRun } from './restore-run.js';
import { RestoreRecord } from './restore-run.schema.js';

/**
 * How long a restore belongs to its owner without news of it. With the time to notice it bounds how long a fence is
 * left.
 */
export const LEASE_MS = 5_000;

const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LIST_LIMIT = 100;
const LEASE_PATHS: LeasePaths = { owner: 'owner', until: 'leaseUntil', epoch: 'epoch', revision: 'revision' };

/** What a restore begins with. */
export type NewRestore = Pick<RestoreRun, 'backupId' | 'pointInTime' | 'closeWayBack' | 'startedBy'> & {
  readonly owner: string;
};

/**
 * The restores in `catalog_restores`. Every change by an owner is conditional on its epoch, and time is the server's.
 */
@Injectable()
export class RestoreStore {
  private readonly leases = new LeaseTable<RestoreRun>({
    collection: () => this.restores,
    length: LEASE_MS,
    paths: LEASE_PATHS,
    lost: (id) => new RestoreLeaseLostError(id),
  });

  constructor(@InjectModel(RestoreRecord.name) private readonly model: Model<RestoreRecord>) {}

  private get restores(): mongo.Collection<RestoreRun> {
    return collectionOf<RestoreRun>(this.model);
  }

  /** Begins a restore; refused while another one is not over. */
  async start({ owner, ...restore }: NewRestore): Promise<RestoreRun> {
    await this.model.createIndexes(); // one at a time
    const _id = `restore-${new Date()
      .toISOString()
      .replace(/[-:]|\..*$/g, '')
      .toLowerCase()}-${randomBytes(3).toString('hex')}`;
    const values: Omit<RestoreRun, '_id' | 'createdAt' | 'leaseUntil' | 'owner' | 'epoch' | 'revision'> = {
      ...restore,
      state: 'running',
      step: 'checking',
      finishedAt: null,
      active: true,
      progress: { done: 0, total: 0 },
      work: { scratch: null, kept: null, live: null, validation: null },
      report: null,
      error: null,
    };
    try {
      const epoch = (await this.lastEpoch()) + 1;
      await this.leases.create({ _id, owner, epoch }, { ...literals(values), createdAt: NOW });
    } catch (error) {
      if (isDuplicateKey(error)) throw new RestoreActiveError((await this.active())?._id);
      throw error;
    }
    return this.get(_id);
  }

  /** The restore; a `NotFoundError` where there is none. */
  async get(id: string): Promise<RestoreRun> {
    const restore = await this.model.findOne({ _id: id }).lean<RestoreRun>();
    if (restore === null) throw new NotFoundError(`There is no restore ${id}; see GET /api/admin/restores`);
    return restore;
  }

  /** The restores, latest first. */
  list(limit = LIST_LIMIT): Promise<RestoreRun[]> {
    return this.model.find().sort({ createdAt: -1, _id: -1 }).limit(limit).lean<RestoreRun[]>().exec();
  }

  /** The restore that is not over, if there is one. */
  active(): Promise<RestoreRun | null> {
    return this.model.findOne({ active: true }).lean<RestoreRun>().exec();
  }

  /** A restore that never began. */
  async withdraw({ _id, epoch }: RestoreRun): Promise<void> {
    await this.restores.deleteOne({ _id, epoch }, MAJORITY);
  }

  /**
   * Makes a restore whose owner has not been heard of for the length of a lease the new owner's, with the next epoch.
   */
  claim(owner: string): Promise<RestoreRun | null> {
    return this.leases.claim({ owner, where: { active: true } });
  }

  /** Milliseconds until the restore that is not over is left by its owner; `null` where there is none. */
  leaseLeft(): Promise<number | null> {
    return this.leases.left({ active: true });
  }

  /** Changes fields of a restore that is still the owner's, by dotted path, and extends the lease. */
  update(restore: Holding, change: Readonly<Record<string, unknown>>): Promise<RestoreRun> {
    const ends = change['state'] === 'done' || change['state'] === 'failed';
    if (!ends) return this.leases.change(restore, { set: literals(change) });
    return this.leases.end(restore, { set: { ...literals(change), finishedAt: NOW, active: '$$REMOVE' } });
  }

  private async lastEpoch(): Promise<number> {
    const [last] = await this.restores
      .find({}, { projection: { epoch: 1 } })
      .sort({ epoch: -1 })
      .limit(1)
      .toArray();
    return last?.epoch ?? 0;
  }
}
