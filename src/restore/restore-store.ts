import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { mongo } from 'mongoose';
import { literals } from '../database/literals.js';
import { NotFoundError } from '../errors/domain-error.js';
import { Collections } from '../database/collections.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { RESTORES } from '../leases/live-work.js';
import { RestoreActiveError, RestoreLeaseLostError } from './restore-errors.js';
import type { RestoreRun } from './restore-run.js';

/**
 * How long a restore belongs to its owner without news of it. With the time to notice it bounds how long a fence is
 * left.
 */
export const LEASE_MS = 5_000;

const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LIST_LIMIT = 100;
const NOW = '$$NOW';
const LEASE_UNTIL = { $add: [NOW, LEASE_MS] };
const NEXT_REVISION = { $add: ['$revision', 1] };

/** What a restore begins with. */
export type NewRestore = Pick<RestoreRun, 'backupId' | 'pointInTime' | 'closeWayBack' | 'startedBy'> & {
  readonly owner: string;
};

/**
 * The restores in `catalog_restores`. Every change by an owner is conditional on its epoch, and time is the server's.
 */
@Injectable()
export class RestoreStore {
  constructor(private readonly collections: Collections) {}

  private get restores(): mongo.Collection<RestoreRun> {
    return this.collections.db.collection<RestoreRun>(RESTORES);
  }

  /** Begins a restore; refused while another one is not over. */
  async start(restore: NewRestore): Promise<RestoreRun> {
    await this.restores.createIndex(
      { active: 1 },
      { name: 'one_at_a_time', unique: true, partialFilterExpression: { active: true } },
    );
    const _id = `restore-${new Date()
      .toISOString()
      .replace(/[-:]|\..*$/g, '')
      .toLowerCase()}-${randomBytes(3).toString('hex')}`;
    const values: Omit<RestoreRun, '_id' | 'createdAt' | 'leaseUntil'> = {
      ...restore,
      state: 'running',
      step: 'checking',
      finishedAt: null,
      active: true,
      epoch: (await this.lastEpoch()) + 1,
      revision: 1,
      progress: { done: 0, total: 0 },
      work: { scratch: null, kept: null, live: null, validation: null },
      report: null,
      error: null,
    };
    try {
      await this.restores.updateOne(
        { _id },
        [{ $set: { ...literals(values), createdAt: NOW, leaseUntil: LEASE_UNTIL } }],
        { upsert: true, ...MAJORITY },
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new RestoreActiveError((await this.active())?._id);
      throw error;
    }
    return this.get(_id);
  }

  /** The restore; a `NotFoundError` where there is none. */
  async get(id: string): Promise<RestoreRun> {
    const restore = await this.restores.findOne({ _id: id });
    if (restore === null) throw new NotFoundError(`There is no restore ${id}; see GET /api/admin/restores`);
    return restore;
  }

  /** The restores, latest first. */
  list(limit = LIST_LIMIT): Promise<RestoreRun[]> {
    return this.restores.find().sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
  }

  /** The restore that is not over, if there is one. */
  active(): Promise<RestoreRun | null> {
    return this.restores.findOne({ active: true });
  }

  /** A restore that never began. */
  async withdraw({ _id, epoch }: RestoreRun): Promise<void> {
    await this.restores.deleteOne({ _id, epoch }, MAJORITY);
  }

  /**
   * Makes a restore whose owner has not been heard of for the length of a lease the new owner's, with the next epoch.
   */
  claim(owner: string): Promise<RestoreRun | null> {
    return this.restores.findOneAndUpdate(
      { active: true, $expr: { $lt: ['$leaseUntil', NOW] } },
      [{ $set: { owner, epoch: { $add: ['$epoch', 1] }, revision: NEXT_REVISION, leaseUntil: LEASE_UNTIL } }],
      { returnDocument: 'after', ...MAJORITY },
    );
  }

  /** Changes fields of a restore that is still the owner's, by dotted path, and extends the lease. */
  async update(
    { _id, epoch }: Pick<RestoreRun, '_id' | 'epoch'>,
    change: Readonly<Record<string, unknown>>,
  ): Promise<RestoreRun> {
    const ends = change['state'] === 'done' || change['state'] === 'failed';
    const fields = {
      ...literals(change),
      revision: NEXT_REVISION,
      leaseUntil: LEASE_UNTIL,
      ...(ends ? { finishedAt: NOW, owner: null } : {}),
    };
    const run = await this.restores.findOneAndUpdate(
      { _id, epoch, active: true },
      [{ $set: fields }, ...(ends ? [{ $unset: ['active'] }] : [])],
      { returnDocument: 'after', ...MAJORITY },
    );
    if (run === null) throw new RestoreLeaseLostError(_id);
    return run;
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
