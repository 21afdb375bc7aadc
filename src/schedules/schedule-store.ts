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

/** Runs that are remembered of each schedule. */
export const HISTORY = 50;

const FORMAT_VERSION = 1;
/** The clocks of a replica set's members differ by less: a time further ahead was noted by a clock that was wrong. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;
const MAJORITY = { writeConcern: { w: 'majority' } } as const;
const LEASE_PATHS: LeasePaths = { owner: 'running.owner', until: 'running.leaseUntil', epoch: 'epoch' };

/** The end of a run is nobody's to change any more. */
const NEXT_EPOCH = { $add: ['$epoch', 1] };

/** Who takes a run, and for how long it is theirs without news. */
export interface Taker {
  readonly owner: string;
  readonly leaseMs: number;
}

/**
 * The state of the schedules in `catalog_schedules`. Every change compares and sets, and time is the server's alone, so
 * that of any number of instances, with whatever clocks, one has a run.
 */
@Injectable()
export class ScheduleStore {
  constructor(@InjectModel(StoredSchedule.name) private readonly model: Model<StoredSchedule>) {}

  private get records(): mongo.Collection<ScheduleRecord> {
    return collectionOf<ScheduleRecord>(this.model);
  }

  /** The time of the server that writes go to. */
  serverTime(): Promise<Date> {
    return serverTime(databaseOf(this.model));
  }

  /** The records of these schedules, as far as there are any. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, ScheduleRecord>> {
    const found = await this.model.find({ _id: trusted({ $in: [...names] }) }).lean<ScheduleRecord[]>();
    return new Map(found.map((record) => [record._id, record]));
  }

  /** Makes the record of a schedule that was never seen: it begins now, and what was due before is not missed. */
  async create(name: string): Promise<void> {
    try {
      // An upsert, for only an update can name the server's time.
      await this.records.updateOne(
        { _id: name, formatVersion: { $exists: false } },
        [{ $set: { formatVersion: FORMAT_VERSION, settledDue: NOW, epoch: 0, running: null, history: [] } }],
        { upsert: true, ...MAJORITY },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // it is there
    }
  }

  /** Begins anew with what was settled by a clock that was ahead: its times would not come again before long. */
  async forgetFuture(): Promise<void> {
    await this.records.updateMany(
      { $expr: { $gt: ['$settledDue', { $add: [NOW, CLOCK_TOLERANCE_MS] }] } } as mongo.Filter<ScheduleRecord>,
      [{ $set: { settledDue: NOW } }],
      MAJORITY,
    );
  }

  /** Takes a due run; `null` where another instance was quicker, or a run is not over yet. */
  claimDue({ _id, settledDue }: ScheduleRecord, { due, missed }: Due, taker: Taker): Promise<Claim | null> {
    const running = { due, missed, trigger: 'due', by: null, attempt: 1, startedAt: NOW };
    return this.take(taker, { _id, settledDue, running: null }, { settledDue: due, running });
  }

  /**
   * Takes a run that was asked for; `null` where one is under way. What no instance does any more, it takes the place
   * of.
   */
  claimAsked(name: string, by: string, taker: Taker): Promise<Claim | null> {
    const running = { due: null, missed: 0, trigger: 'asked', by: { $literal: by }, attempt: 1, startedAt: NOW };
    const free = { $or: [{ running: null }, { 'running.owner': null }, this.leasesOf().expired] };
    return this.take(taker, { _id: name, ...free }, { running, history: withLost() });
  }

  /** Takes a run whose owner has not been heard of for the length of its lease, or that is to be tried again. */
  takeOver(name: string, taker: Taker): Promise<Claim | null> {
    const again = { attempt: { $add: ['$running.attempt', 1] }, startedAt: NOW };
    const running = { $mergeObjects: ['$running', again] };
    const where = { _id: name, running: { $ne: null }, ...this.leasesOf().expired };
    return this.take(taker, where, { running, history: withLost() });
  }

  /** Ends a run whose owners were lost again and again. Whether it did. */
  async giveUp({ _id, epoch }: Pick<ScheduleRecord, '_id' | 'epoch'>): Promise<boolean> {
    const where = { _id, epoch, running: { $ne: null }, ...this.leasesOf().expired };
    return (await this.leasesOf().revoke(where, { set: { history: withLost() }, after: { running: null } })) !== null;
  }

  /** Says that a run is still being done; throws where it is somebody else's. */
  async renew(claim: Claim, leaseMs: number): Promise<void> {
    await this.leasesOf(leaseMs).change(holdingOf(claim));
  }

  /** Notes how a run ended; with `retryAfterMs` it is tried again then. Throws where it is somebody else's by now. */
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

  /** Lets another instance go on with a run at once; that does not count as an attempt. */
  async release(claim: Claim): Promise<void> {
    const attempt = { $subtract: ['$running.attempt', 1] };
    await this.leasesOf().release(holdingOf(claim), { set: { 'running.attempt': attempt } });
  }

  /**
   * An earlier attempt to note the end may have gone through without a reply: the next epoch is that of the end itself.
   */
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

/** The history with a run whose owner was lost, where there is one. */
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

/** Whether a schedule was settled by a clock that was ahead: see `forgetFuture`. Pure. */
export function isAhead({ settledDue }: Pick<ScheduleRecord, 'settledDue'>, now: Date): boolean {
  return settledDue.getTime() - now.getTime() > CLOCK_TOLERANCE_MS;
}
