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
 * How long the lease lasts without a renewal. Together with the time to notice, it limits how long a fence can stay
 * behind.
 */
export const LEASE_MS = 5_000;

const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LIST_LIMIT = 100;
const LEASE_PATHS: LeasePaths = { owner: 'owner', until: 'leaseUntil', epoch: 'epoch', revision: 'revision' };

/** The initial values of a restore. */
export type NewRestore = Pick<RestoreRun, 'backupId' | 'pointInTime' | 'closeWayBack' | 'startedBy'> & {
  readonly owner: string;
};

/**
 * The restores in `catalog_restores`. Every change by an owner requires its epoch, and only the server's clock counts.
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

  /** Starts a restore; refused while another one is unfinished. */
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

  /** One restore; throws a `NotFoundError` if there is none with this id. */
  async get(id: string): Promise<RestoreRun> {
    const restore = await this.model.findOne({ _id: id }).lean<RestoreRun>();
    if (restore === null) throw new NotFoundError(`There is no restore ${id}; see GET /api/admin/restores`);
    return restore;
  }

  /** The restores, latest first. */
  list(limit = LIST_LIMIT): Promise<RestoreRun[]> {
    return this.model.find().sort({ createdAt: -1, _id: -1 }).limit(limit).lean<RestoreRun[]>().exec();
  }

  /** The unfinished restore, if there is one. */
  active(): Promise<RestoreRun | null> {
    return this.model.findOne({ active: true }).lean<RestoreRun>().exec();
  }

  /** Removes a restore that never started. */
  async withdraw({ _id, epoch }: RestoreRun): Promise<void> {
    await this.restores.deleteOne({ _id, epoch }, MAJORITY);
  }

  /** Takes over a restore with an expired lease, with the next epoch. */
  claim(owner: string): Promise<RestoreRun | null> {
    return this.leases.claim({ owner, where: { active: true } });
  }

  /** Milliseconds until the unfinished restore's lease expires; `null` if there is none. */
  leaseLeft(): Promise<number | null> {
    return this.leases.left({ active: true });
  }

  /** Changes fields by dotted path if the restore is still the owner's, and renews the lease. */
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
