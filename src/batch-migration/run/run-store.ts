import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, mongo } from 'mongoose';

import { NotFoundError } from '../../errors/domain-error.js';
import { collectionOf, databaseOf } from '../../database/own-records.js';
import { isDuplicateKey } from '../../database/database-errors.js';
import { type Holding, type LeasePaths, LeaseTable, NOW } from '../../leases/lease-table.js';
import { liveWork } from '../../leases/live-work.js';
import type { MigrationRun, OperatorRequest, RunOptions, RunState, Strategy } from './migration-run.js';
import { ENDED, ENDED_BY_RESTORE, FORMAT_VERSION } from './migration-run.js';
import { MigrationRunRecord } from './migration-run.schema.js';
import { LEASE_MS } from './lease-length.js';
import { newRun } from './new-run.js';
import { LeaseLostError, MigrationActiveError, RestoreUnderWayError } from './run-errors.js';

const LEASE_PATHS: LeasePaths = { owner: 'owner', until: 'leaseUntil', epoch: 'epoch', revision: 'revision' };

/** What changes at every end of a run. */
const ENDS = { finishedAt: NOW, active: '$$REMOVE' };

const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LIST_LIMIT = 100;
const DAY_MS = 86_400_000;

/**
 * The fields that a run of format 1 lacks. With these values, its copying and its late writes are repeated once more,
 * which is idempotent.
 */
const LATER_FIELDS = {
  formatVersion: FORMAT_VERSION,
  work: {
    copyFrom: { $ifNull: ['$work.copyFrom', []] },
    stragglersApplied: { $ifNull: ['$work.stragglersApplied', 0] },
  },
};

/** A change of a run: fields by dotted path. */
export type RunChange = Readonly<Record<string, unknown>>;

/**
 * The runs in `catalog_migrations`. Every change by a run's owner is conditional on the owner's fencing token
 * (`epoch`), and only the server's clock counts. So an owner that slept through its lease changes nothing when it wakes
 * up.
 */
@Injectable()
export class RunStore {
  private readonly leases = new LeaseTable<MigrationRun>({
    collection: () => this.runs,
    length: LEASE_MS,
    paths: LEASE_PATHS,
    lost: (id) => new LeaseLostError(id),
  });

  constructor(@InjectModel(MigrationRunRecord.name) private readonly model: Model<MigrationRunRecord>) {}

  private get runs(): mongo.Collection<MigrationRun> {
    return collectionOf<MigrationRun>(this.model);
  }

  /** Starts a run that belongs to `owner`; refused while another one is not over. */
  async start(
    strategy: Strategy,
    options: RunOptions,
    { owner, startedBy }: { owner: string; startedBy: string },
  ): Promise<MigrationRun> {
    await this.model.createIndexes(); // one at a time
    const _id = `run-${new Date()
      .toISOString()
      .replace(/[-:]|\..*$/g, '')
      .toLowerCase()}-${randomBytes(3).toString('hex')}`;
    try {
      const epoch = await this.nextEpoch();
      await this.leases.create({ _id, owner, epoch }, newRun({ strategy, options, startedBy }));
    } catch (error) {
      if (isDuplicateKey(error)) throw new MigrationActiveError((await this.active())?._id);
      throw error;
    }
    // Checked after this run is visible: if a migration and a restore start at the same time, at least one of them sees
    // the other.
    const { restore } = await liveWork(databaseOf(this.model));
    if (restore === null) return this.get(_id);
    await this.runs.deleteOne({ _id }, MAJORITY);
    throw new RestoreUnderWayError(restore);
  }

  /** The run; throws a `NotFoundError` if there is none. */
  async get(id: string): Promise<MigrationRun> {
    const run = await this.model.findOne({ _id: id }).lean<MigrationRun>();
    if (run === null) throw new NotFoundError(`There is no migration ${id}; see GET /api/admin/migrations`);
    return run;
  }

  /** The runs, latest first. */
  list(limit = LIST_LIMIT): Promise<MigrationRun[]> {
    return this.model.find().sort({ createdAt: -1, _id: -1 }).limit(limit).lean<MigrationRun[]>().exec();
  }

  /** The run that is not over, if there is one. */
  active(): Promise<MigrationRun | null> {
    return this.model.findOne({ active: true }).lean<MigrationRun>().exec();
  }

  /** The run that was started last, over or not. */
  async latest(): Promise<MigrationRun | null> {
    return (await this.list(1))[0] ?? null;
  }

  /** Milliseconds until the lease of the run that is not over expires; `null` if there is no such run. */
  leaseLeft(): Promise<number | null> {
    return this.leases.left({ active: true });
  }

  /**
   * Assigns a run with an expired lease to the new owner, with the next fencing token. A transaction left open by the
   * old owner is ended first. Otherwise the run and its products would stay locked for a minute
   * (`transactionLifetimeLimitSeconds`), with the fence still set.
   */
  async claim(owner: string): Promise<MigrationRun | null> {
    const where = { active: true, formatVersion: { $lte: FORMAT_VERSION } };
    const left = { ...where, ...this.leases.expired } as mongo.Filter<MigrationRun>;
    const found = await this.runs.findOne(left, { projection: { session: 1 } });
    if (found === null) return null;
    // Killing the session of another database user is not permitted; then the transaction has to time out.
    if (found.session)
      await databaseOf(this.model)
        .command({ killSessions: [{ id: found.session }] })
        .catch(() => undefined);
    return this.leases.claim({ owner, where, set: { ...LATER_FIELDS, session: null } });
  }

  /**
   * Changes a run that still belongs to the owner and renews the lease; returns the current run, including operators'
   * requests.
   */
  update(run: Holding, change: RunChange = {}): Promise<MigrationRun> {
    // Values are literals: a product's _id may begin with a dollar sign.
    const set = Object.fromEntries(
      Object.entries(change).map(([path, value]) => [path, value === NOW ? NOW : { $literal: value }]),
    );
    const changes = 'state' in set ? { ...set, stateSince: sinceWhen(set['state']) } : set;
    if (!ENDED.includes(change['state'] as RunState)) return this.leases.change(run, { set: changes });
    return this.leases.end(run, { set: { ...changes, ...ENDS, session: null } });
  }

  /**
   * Increases a counter within a transaction, so that it takes effect together with the transaction's other writes or
   * not at all. `false`: it was already counted, by an earlier transaction with an unknown outcome.
   */
  async countWithin(
    session: mongo.ClientSession,
    run: Holding,
    field: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<boolean> {
    const counted = { [field]: { $cond: [{ $eq: [`$${field}`, from] }, to, `$${field}`] } };
    const before = await this.leases.changeWithin(session, run, counted);
    const at = (value: unknown, name: string): unknown => (value as Readonly<Record<string, unknown>>)[name];
    return field.split('.').reduce(at, before) === from;
  }

  /** A session for an owner's transactions. */
  startSession(): mongo.ClientSession {
    return this.model.db.getClient().startSession();
  }

  /** Lets another instance continue at once. */
  release(run: Holding): Promise<void> {
    return this.leases.release(run, { set: { session: null } });
  }

  /** Leaves a request for the run's owner, but only while the run is in one of the states; otherwise returns `null`. */
  async request(
    id: string,
    states: readonly RunState[],
    request: Omit<OperatorRequest, 'at'>,
  ): Promise<MigrationRun | null> {
    return this.runs.findOneAndUpdate(
      { _id: id, state: { $in: [...states] } },
      [{ $set: { request: { ...request, at: '$$NOW' } } }],
      { returnDocument: 'after', ...MAJORITY },
    );
  }

  /**
   * Ends a run that only keeps its rollback window open or waits for an operator, because restored products replace the
   * current ones; a former driver finds a newer fencing token. `null` if the state has changed. The run's copies are
   * left as they are.
   */
  async endForRestore(id: string, message: string): Promise<MigrationRun | null> {
    const error = { $literal: { code: 'PRODUCTS_RESTORED', message } };
    return this.leases.revoke(
      { _id: id, active: true, state: { $in: [...ENDED_BY_RESTORE] } },
      { set: { state: 'aborted', stateSince: NOW, error, request: null, ...ENDS } },
    );
  }

  /**
   * Deletes runs that ended at least `days` ago by the server's clock, except for the latest `keep`: the next run's
   * fencing token counts on from the last one's. Returns the number of deleted runs.
   */
  async forgetEnded(days: number, keep: number): Promise<number> {
    const kept = (await this.list(keep)).map(({ _id }) => _id);
    const isOld = { $expr: { $lt: ['$finishedAt', { $subtract: ['$$NOW', days * DAY_MS] }] } };
    const { deletedCount } = await this.runs.deleteMany(
      { _id: { $nin: kept }, state: { $in: [...ENDED] }, finishedAt: { $type: 'date' }, ...isOld },
      MAJORITY,
    );
    return deletedCount;
  }

  private async nextEpoch(): Promise<number> {
    const [last] = await this.runs
      .find({}, { projection: { epoch: 1 } })
      .sort({ epoch: -1 })
      .limit(1)
      .toArray();
    return (last?.epoch ?? 0) + 1;
  }
}

/** When the state changes: now, unless the run already has that state. */
function sinceWhen(state: unknown): Record<string, unknown> {
  return { $cond: [{ $eq: ['$state', state] }, '$stateSince', NOW] };
}
