import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { type Model, type mongo, trusted } from 'mongoose';

import { collectionOf, databaseOf } from '../database/own-records.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { serverTime } from '../database/server-time.js';
import { type Expressions, type Holding, type LeasePaths, LeaseTable, NOW } from '../leases/lease-table.js';
import type { Due } from './due-times.js';
import { ScheduleLeaseLostError } from './schedule-errors.js';
import type { Claim, RunEnd, ScheduleRecord } from './schedule-record.js';
import { StoredSchedule } from './schedule-record.schema.js';

/** Number of runs to keep per schedule. */
export const HISTORY = 50;

const FORMAT_VERSION = 1;
/** Clocks of replica set members differ by less; a time further ahead was written by a wrong clock. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LEASE_PATHS: LeasePaths = { owner: 'running.owner', until: 'running.leaseUntil', epoch: 'epoch' };

/** A finished run can no longer be changed by anyone. */
const NEXT_EPOCH = { $add: ['$epoch', 1] };

/** The claimant of a run, and the lease's duration. */
export interface Taker {
  readonly owner: string;
  readonly leaseMs: number;
}

/**
 * The state of the schedules in `catalog_schedules`. Every change is a compare-and-set by the server's time, so one of
 * any number of instances gets a run, whatever their clocks.
 */
@Injectable()
export class ScheduleStore {
  constructor(@InjectModel(StoredSchedule.name) private readonly model: Model<StoredSchedule>) {}

  private get records(): mongo.Collection<ScheduleRecord> {
    return collectionOf<ScheduleRecord>(this.model);
  }

  /** The primary's current time. */
  serverTime(): Promise<Date> {
    return serverTime(databaseOf(this.model));
  }

  /** The existing records of these schedules. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, ScheduleRecord>> {
    const found = await this.model.find({ _id: trusted({ $in: [...names] }) }).lean<ScheduleRecord[]>();
    return new Map(found.map((record) => [record._id, record]));
  }

  /** Creates a new schedule's record. It starts now, so earlier due times do not count as missed. */
  async create(name: string): Promise<void> {
    try {
      // An upsert, because only an update can set the server's time.
      await this.records.updateOne(
        { _id: name, formatVersion: { $exists: false } },
        [{ $set: { formatVersion: FORMAT_VERSION, settledDue: NOW, epoch: 0, running: null, history: [] } }],
        { upsert: true, ...MAJORITY },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // it exists
    }
  }

  /** Resets due times settled by a clock that was ahead; otherwise the schedule would not run for a long time. */
  async forgetFuture(): Promise<void> {
    await this.records.updateMany(
      { $expr: { $gt: ['$settledDue', { $add: [NOW, CLOCK_TOLERANCE_MS] }] } } as mongo.Filter<ScheduleRecord>,
      [{ $set: { settledDue: NOW } }],
      MAJORITY,
    );
  }

  /** Takes a due run; `null` if another instance was faster or a run is unfinished. */
  claimDue({ _id, settledDue }: ScheduleRecord, { due, missed }: Due, taker: Taker): Promise<Claim | null> {
    const running = { due, missed, trigger: 'due', by: null, attempt: 1, startedAt: NOW };
    return this.take(taker, { _id, settledDue, running: null }, { settledDue: due, running });
  }

  /** Takes a requested run; `null` if one is in progress. Replaces a run that no instance works on. */
  claimAsked(name: string, by: string, taker: Taker): Promise<Claim | null> {
    const running = { due: null, missed: 0, trigger: 'asked', by: { $literal: by }, attempt: 1, startedAt: NOW };
    const free = { $or: [{ running: null }, { 'running.owner': null }, this.leasesOf().expired] };
    return this.take(taker, { _id: name, ...free }, { running, history: withLost() });
  }

  /** Takes a run whose lease has expired or that is due for a retry. */
  takeOver(name: string, taker: Taker): Promise<Claim | null> {
    const again = { attempt: { $add: ['$running.attempt', 1] }, startedAt: NOW };
    const running = { $mergeObjects: ['$running', again] };
    const where = { _id: name, running: { $ne: null }, ...this.leasesOf().expired };
    return this.take(taker, where, { running, history: withLost() });
  }

  /** Ends a run that has lost its owner too often; returns whether it did. */
  async giveUp({ _id, epoch }: Pick<ScheduleRecord, '_id' | 'epoch'>): Promise<boolean> {
    const where = { _id, epoch, running: { $ne: null }, ...this.leasesOf().expired };
    return (await this.leasesOf().revoke(where, { set: { history: withLost() }, after: { running: null } })) !== null;
  }

  /** Renews a run's lease; throws if another instance owns it. */
  async renew(claim: Claim, leaseMs: number): Promise<void> {
    await this.leasesOf(leaseMs).change(holdingOf(claim));
  }

  /** Records how a run ended; with `retryAfterMs`, it is retried then. Throws if another instance owns it. */
  async finish(claim: Claim, end: RunEnd, retryAfterMs: number | null): Promise<void> {
    const entry = { $mergeObjects: ['$running', { $literal: end }, { finishedAt: NOW }] };
    const set = { history: withEntry(withoutLease(entry)), epoch: NEXT_EPOCH };
    const after = retryAfterMs === null ? { running: null } : { 'running.leaseUntil': { $add: [NOW, retryAfterMs] } };
    try {
      await this.leasesOf().end(holdingOf(claim), { set, after });
    } catch (error) {
      if (!(error instanceof ScheduleLeaseLostError) || !(await this.hasEnded(claim))) throw error;
    }
  }

  /** Releases a run so that another instance can continue at once; does not count as an attempt. */
  async release(claim: Claim): Promise<void> {
    const attempt = { $subtract: ['$running.attempt', 1] };
    await this.leasesOf().release(holdingOf(claim), { set: { 'running.attempt': attempt } });
  }

  /** An earlier attempt to record the end may have succeeded without a reply: its epoch is the next one. */
  private async hasEnded({ name, epoch }: Claim): Promise<boolean> {
    const ended = { _id: name, epoch: epoch + 1, 'running.owner': null };
    return (await this.records.findOne(ended, { projection: { _id: 1 } })) !== null;
  }

  private async take({ owner, leaseMs }: Taker, where: object, set: Expressions): Promise<Claim | null> {
    const known = { formatVersion: { $lte: FORMAT_VERSION }, ...where };
    const record = await this.leasesOf(leaseMs).take({ owner, where: known, set });
    return record?.running ? { name: record._id, epoch: record.epoch, run: record.running } : null;
  }

  private leasesOf(leaseMs = 0): LeaseTable<ScheduleRecord> {
    return new LeaseTable<ScheduleRecord>({
      collection: () => this.records,
      length: leaseMs,
      paths: LEASE_PATHS,
      projection: { running: 1, epoch: 1 },
      lost: (name) => new ScheduleLeaseLostError(name),
    });
  }
}

function holdingOf({ name, epoch, run }: Claim): Holding {
  return { _id: name, owner: run.owner, epoch };
}

/** The history, including a run whose owner was lost, if there is one. */
function withLost(): object {
  const lost = {
    durationMs: null,
    outcome: 'interrupted',
    summary: 'The instance that ran it is gone',
    attention: [],
    detail: null,
    error: {
      code: 'INSTANCE_LOST',
      message: 'The instance ended, froze or lost the database for longer than its lease; see its log',
    },
  };
  const entry = { $mergeObjects: ['$running', { $literal: lost }, { finishedAt: NOW }] };
  const wasOwned = { $ne: [{ $ifNull: ['$running.owner', null] }, null] };
  return { $cond: [wasOwned, withEntry(withoutLease(entry)), '$history'] };
}

function withEntry(entry: object): object {
  return { $slice: [{ $concatArrays: [[entry], '$history'] }, HISTORY] };
}

function withoutLease(entry: object): object {
  return { $unsetField: { field: 'leaseUntil', input: entry } };
}

/** Whether a schedule was settled by a clock that was ahead; see `forgetFuture`. Pure. */
export function isAhead({ settledDue }: Pick<ScheduleRecord, 'settledDue'>, now: Date): boolean {
  return settledDue.getTime() - now.getTime() > CLOCK_TOLERANCE_MS;
}
