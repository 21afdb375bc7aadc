import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { mongo } from 'mongoose';

import { literals } from '../../database/literals.js';
import { NotFoundError } from '../../errors/domain-error.js';
import { Collections } from '../../database/collections.js';
import { isDuplicateKey } from '../../database/database-errors.js';
import { restoreUnderWay } from '../../leases/live-work.js';
import type { MigrationRun, OperatorRequest, RunOptions, RunState, Strategy } from './migration-run.js';
import { ENDED, ENDED_BY_RESTORE, FORMAT_VERSION, newWork, PHASE_NAMES } from './migration-run.js';
import { LeaseLostError, MigrationActiveError, RestoreUnderWayError } from './run-errors.js';

/**
 * How long a run belongs to its owner without news of it. Together with the time to take over it bounds how long a
 * fence stands.
 */
export const LEASE_MS = 3_000;

const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LIST_LIMIT = 100;
const DAY_MS = 86_400_000;
/** In a change: the server's time. */
export const NOW = '$$NOW';
const LEASE_UNTIL = { $add: [NOW, LEASE_MS] };
const NEXT_REVISION = { $add: [{ $ifNull: ['$revision', 0] }, 1] };
/**
 * What a run of format 1 lacks: with these values its copy and the writes that passed its fence are done once more,
 * which comes to the same.
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
 * The runs in `catalog_migrations`. Every change by a run's owner is conditional on the epoch that the owner was given,
 * and time is the server's alone: so an owner that slept through its lease changes nothing when it wakes.
 */
@Injectable()
export class RunStore {
  constructor(private readonly collections: Collections) {}

  private get runs(): mongo.Collection<MigrationRun> {
    return this.collections.db.collection<MigrationRun>('catalog_migrations');
  }

  /** Begins a run that belongs to `owner`; refused while another one is not over. */
  async start(
    strategy: Strategy,
    options: RunOptions,
    { owner, startedBy }: { owner: string; startedBy: string },
  ): Promise<MigrationRun> {
    await this.runs.createIndex(
      { active: 1 },
      { name: 'one_at_a_time', unique: true, partialFilterExpression: { active: true } },
    );
    const _id = `run-${new Date()
      .toISOString()
      .replace(/[-:]|\..*$/g, '')
      .toLowerCase()}-${randomBytes(3).toString('hex')}`;
    try {
      // An upsert, for only an update can name the server's time.
      await this.runs.updateOne(
        { _id },
        [{ $set: newRun({ strategy, options, owner, startedBy, epoch: await this.nextEpoch() }) }],
        { upsert: true, ...MAJORITY },
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new MigrationActiveError((await this.active())?._id);
      throw error;
    }
    // Asked after this run is there to be seen: of a migration and a restore that begin at once, one at least sees the
    // other.
    const restoreId = await restoreUnderWay(this.collections.db);
    if (restoreId === null) return this.get(_id);
    await this.runs.deleteOne({ _id }, MAJORITY);
    throw new RestoreUnderWayError(restoreId);
  }

  /** The run; a `NotFoundError` where there is none. */
  async get(id: string): Promise<MigrationRun> {
    const run = await this.runs.findOne({ _id: id });
    if (run === null) throw new NotFoundError(`There is no migration ${id}; see GET /api/admin/migrations`);
    return run;
  }

  /** The runs, latest first. */
  list(limit = LIST_LIMIT): Promise<MigrationRun[]> {
    return this.runs.find().sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
  }

  /** The run that is not over, if there is one. */
  active(): Promise<MigrationRun | null> {
    return this.runs.findOne({ active: true });
  }

  /** The run that was started last, over or not. */
  async latest(): Promise<MigrationRun | null> {
    return (await this.list(1))[0] ?? null;
  }

  /**
   * Makes a run whose owner has not been heard of for the length of a lease the new owner's, with the next epoch. A
   * transaction that the old owner has left open is ended first: the run and the products in it would stay locked for a
   * minute (`transactionLifetimeLimitSeconds`), and the fence would stand as long.
   */
  async claim(owner: string): Promise<MigrationRun | null> {
    const left: mongo.Filter<MigrationRun> = {
      active: true,
      formatVersion: { $lte: FORMAT_VERSION },
      $expr: { $lt: ['$leaseUntil', '$$NOW'] },
    };
    const found = await this.runs.findOne(left, { projection: { session: 1 } });
    if (found === null) return null;
    // One of another database user it may not end; then it has to be waited for.
    if (found.session)
      await this.collections.db.command({ killSessions: [{ id: found.session }] }).catch(() => undefined);
    return this.runs.findOneAndUpdate(
      left,
      [
        {
          $set: {
            ...LATER_FIELDS,
            owner,
            session: null,
            epoch: { $add: ['$epoch', 1] },
            revision: NEXT_REVISION,
            leaseUntil: LEASE_UNTIL,
          },
        },
      ],
      { returnDocument: 'after', ...MAJORITY },
    );
  }

  /**
   * Changes a run that is still the owner's and extends the lease; returns it as it is now, with what operators asked
   * for.
   */
  async update({ _id, epoch }: Pick<MigrationRun, '_id' | 'epoch'>, change: RunChange = {}): Promise<MigrationRun> {
    const ends = ENDED.includes(change['state'] as RunState);
    // Values are literals: a product's _id may begin with a dollar sign.
    const literal = Object.fromEntries(
      Object.entries(change).map(([path, value]) => [path, value === NOW ? NOW : { $literal: value }]),
    );
    const changes = { ...literal, ...('state' in literal ? { stateSince: sinceWhen(literal['state']) } : {}) };
    const fields = ends
      ? { ...changes, finishedAt: NOW, owner: null, session: null, leaseUntil: NOW }
      : { ...changes, leaseUntil: LEASE_UNTIL };
    const run = await this.runs.findOneAndUpdate(
      { _id, epoch },
      [{ $set: { ...fields, revision: NEXT_REVISION } }, ...(ends ? [{ $unset: ['active'] }] : [])],
      { returnDocument: 'after', ...MAJORITY },
    );
    if (run === null) throw new LeaseLostError(_id);
    return run;
  }

  /**
   * Counts on within a transaction, so that it happens with the transaction's other writes or not at all. `false`: it
   * has been counted already, by an earlier transaction whose outcome was not known.
   */
  async countWithin(
    session: mongo.ClientSession,
    { _id, epoch }: Pick<MigrationRun, '_id' | 'epoch'>,
    field: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<boolean> {
    const run = await this.runs.findOneAndUpdate(
      { _id, epoch },
      [{ $set: { [field]: { $cond: [{ $eq: [`$${field}`, from] }, to, `$${field}`] } } }],
      { session },
    );
    if (run === null) throw new LeaseLostError(_id);
    return (
      field.split('.').reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>>)[name], run) ===
      from
    );
  }

  /** A session for an owner's transactions. */
  startSession(): mongo.ClientSession {
    return this.collections.client.startSession();
  }

  /** Lets another instance go on at once. */
  async release({ _id, epoch }: Pick<MigrationRun, '_id' | 'epoch'>): Promise<void> {
    await this.runs.updateOne(
      { _id, epoch },
      [{ $set: { owner: null, session: null, leaseUntil: { $subtract: ['$$NOW', 1] } } }],
      MAJORITY,
    );
  }

  /** Leaves word for the run's owner; only while the run is in one of the states. `null` where it is not. */
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
   * Ends a run that only keeps its rollback window open or waits for an operator, since the products are replaced by
   * restored ones; whoever drives it finds the next epoch. `null` where it is in another state by now. Its copies are
   * left as they are.
   */
  async endForRestore(id: string, message: string): Promise<MigrationRun | null> {
    return this.runs.findOneAndUpdate(
      { _id: id, active: true, state: { $in: [...ENDED_BY_RESTORE] } },
      [
        {
          $set: {
            state: 'aborted',
            stateSince: NOW,
            error: { $literal: { code: 'PRODUCTS_RESTORED', message } },
            epoch: { $add: ['$epoch', 1] },
            owner: null,
            request: null,
            leaseUntil: NOW,
            finishedAt: NOW,
          },
        },
        { $unset: ['active'] },
      ],
      { returnDocument: 'after', ...MAJORITY },
    );
  }

  /**
   * Forgets runs that ended so many days ago by the server's clock, but for the latest: the last one's epoch is what
   * the next one counts from. Gives how many.
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

/** In a change to a state: now, unless the run is in that state already. */
function sinceWhen(state: unknown): Record<string, unknown> {
  return { $cond: [{ $eq: ['$state', state] }, '$stateSince', NOW] };
}

interface NewRun {
  readonly strategy: Strategy;
  readonly options: RunOptions;
  readonly owner: string;
  readonly startedBy: string;
  readonly epoch: number;
}

/** A run as the `$set` of the update that makes it. */
function newRun({ strategy, options, owner, startedBy, epoch }: NewRun): Record<string, unknown> {
  const plain: Omit<MigrationRun, '_id' | 'createdAt' | 'leaseUntil'> = {
    formatVersion: FORMAT_VERSION,
    strategy,
    state: 'running',
    phase: null,
    phases: PHASE_NAMES.map((name) => ({ name, state: 'pending', startedAt: null, finishedAt: null, detail: null })),
    options,
    startedBy,
    finishedAt: null,
    active: true,
    epoch,
    owner,
    revision: 1,
    session: null,
    request: null,
    counts: { total: 0, migrated: 0, quarantined: 0 },
    ratePerSecond: null,
    etaSeconds: null,
    throttledBy: null,
    writePauseMs: null,
    error: null,
    rollbackUntil: null,
    work: newWork(),
  };
  return { ...literals({ ...plain }), createdAt: NOW, stateSince: NOW, leaseUntil: LEASE_UNTIL };
}
