import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

import { messageOf } from '../errors/message-of.js';
import { BackgroundLoop } from '../leases/background-loop.js';
import { HeldLease } from '../leases/held-lease.js';
import { atWork, liveWork } from '../leases/live-work.js';
import { processOwner } from '../leases/process-owner.js';
import { Settings } from '../config/settings.js';
import { NotFoundError } from '../errors/domain-error.js';
import { Collections } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { retryWrites } from '../database/write-retry.js';
import { carryOut, stoppedEnd } from './carry-out.js';
import { DueTimes } from './due-times.js';
import { isTriedAgain, logEnd, MAX_ATTEMPTS } from './run-end.js';
import {
  ScheduleLeaseLostError,
  ScheduleRunningError,
  ScheduleStopping,
  ScheduleWaitsError,
} from './schedule-errors.js';
import type { Claim, RunEnd, ScheduleRecord } from './schedule-record.js';
import { isAhead, ScheduleStore } from './schedule-store.js';
import { type ScheduleDetail, type ScheduleStatus, toScheduleStatus } from './schedule-status.js';
import { type ScheduledWork, WorkList } from './work-list.js';

/** Intervals: checks for due work, lease duration, retry delay. */
export interface Timing {
  readonly lookEveryMs: number;
  readonly leaseMs: number;
  readonly retryAfterMs: number;
}

/** How long to retry recording a run's end, e.g. during an election. After that it counts as interrupted. */
const NOTE_WITHIN_MS = 60_000;

/**
 * Runs what is due, in the background of every instance; a lease in the database makes sure that only one instance has
 * a run. Jobs run one after another, so that work missed overnight does not start all at once.
 */
@Injectable()
export class Scheduler implements OnApplicationBootstrap, OnModuleDestroy {
  /** This process, as the owner of runs. */
  readonly owner = processOwner();
  protected readonly timing: Timing = { lookEveryMs: 15_000, leaseMs: 30_000, retryAfterMs: 15 * 60_000 };
  private readonly logger = new Logger(Scheduler.name);
  private readonly stopping = new AbortController();
  private readonly inHand = new Set<Promise<unknown>>();
  private attending: BackgroundLoop | undefined;

  // oxlint-disable-next-line max-params -- the scheduler's dependencies
  constructor(
    private readonly store: ScheduleStore,
    private readonly work: WorkList,
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.SCHEDULES_ENABLED) this.begin();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort(new ScheduleStopping());
    await this.attending?.stop();
    await Promise.allSettled(this.inHand);
  }

  /** Starts checking for due work. */
  begin(): void {
    this.attending ??= new BackgroundLoop({
      work: () => this.takeNext(),
      everyMs: this.timing.lookEveryMs,
      failed: (error) => {
        this.logger.warn(`Schedules cannot be checked right now: ${messageOf(error)}`);
      },
      stopsWithinMs: Infinity,
    });
    this.attending.start((signal) => this.connector.untilConnected(signal));
  }

  /** The status of all schedules. */
  async list(): Promise<ScheduleStatus[]> {
    return (await this.look(this.work.entries)).map(({ view }) => view);
  }

  /** One schedule with its history; throws a `NotFoundError` if there is none with this name. */
  async get(name: string): Promise<ScheduleDetail> {
    const [found] = await this.look([this.find(name)]);
    if (found === undefined) throw this.notFound(name);
    return { ...found.view, history: found.record?.history ?? [] };
  }

  /**
   * Starts a run now, due or not; refused while it is running or would disturb other work. It runs in the background;
   * `ended` resolves to how it ended, or to `null` if another instance took it over. `cancel` stops it for good.
   */
  async start(name: string, by: string, cancel?: AbortSignal): Promise<{ readonly ended: Promise<RunEnd | null> }> {
    const entry = this.find(name);
    const inTheWay = await this.atWork();
    if (entry.schedule.waits !== undefined && inTheWay !== null)
      throw new ScheduleWaitsError(name, inTheWay, entry.schedule.waits);
    await this.store.create(name);
    const claimedAt = performance.now();
    const claim = await this.store.claimAsked(name, by, this.taker);
    if (claim === null)
      throw new ScheduleRunningError(name, (await this.store.read([name])).get(name)?.running?.owner ?? null);
    return { ended: this.hold(this.do(entry, claim, { claimedAt, ...(cancel === undefined ? {} : { cancel }) })) };
  }

  private async look(
    entries: readonly ScheduledWork[],
  ): Promise<{ readonly view: ScheduleStatus; readonly record: ScheduleRecord | undefined }[]> {
    const [now, records, inTheWay] = await Promise.all([
      this.store.serverTime(),
      this.store.read(entries.map(({ schedule }) => schedule.name)),
      this.atWork(),
    ]);
    const { SCHEDULES_TIME_ZONE: timeZone, SCHEDULES_ENABLED: enabled } = this.settings;
    return entries.map(({ schedule }) => {
      const record = records.get(schedule.name);
      return { record, view: toScheduleStatus(schedule, record, { now, atWork: inTheWay, timeZone, enabled }) };
    });
  }

  private get taker(): { readonly owner: string; readonly leaseMs: number } {
    return { owner: this.owner, leaseMs: this.timing.leaseMs };
  }

  private find(name: string): ScheduledWork {
    const entry = this.work.entries.find(({ schedule }) => schedule.name === name);
    if (entry === undefined) throw this.notFound(name);
    return entry;
  }

  private notFound(name: string): NotFoundError {
    return new NotFoundError(
      'There is no schedule ' +
        `${name.slice(0, 100)}; there are ${this.work.entries.map(({ schedule }) => schedule.name).join(', ')}`,
    );
  }

  private async atWork(): Promise<string | null> {
    return atWork(await liveWork(this.collections.db));
  }

  /** Runs the first job that is due or abandoned; returns whether there was one. */
  private async takeNext(): Promise<boolean> {
    const { entries } = this.work;
    const names = entries.map(({ schedule }) => schedule.name);
    const [now, inTheWay, records] = await Promise.all([
      this.store.serverTime(),
      this.atWork(),
      this.store.read(names),
    ]);
    if ([...records.values()].some((record) => isAhead(record, now))) {
      await this.store.forgetFuture();
      return true; // check again
    }
    for (const entry of entries) {
      if (this.stopping.signal.aborted) return false;
      const { name, waits } = entry.schedule;
      const record = records.get(name);
      if (record === undefined) await this.store.create(name);
      if (record === undefined || (waits !== undefined && inTheWay !== null)) continue;
      const claimedAt = performance.now();
      const claim = await this.claim(entry.schedule.cron, record, now);
      if (claim === null) continue;
      await this.do(entry, claim, { claimedAt });
      return true;
    }
    return false;
  }

  private async claim(cron: string, record: ScheduleRecord, now: Date): Promise<Claim | null> {
    const { running, settledDue } = record;
    if (running === null) {
      const due = new DueTimes(cron, this.settings.SCHEDULES_TIME_ZONE).due(settledDue, now);
      return due === null ? null : this.store.claimDue(record, due, this.taker);
    }
    // The server decides whether the lease has expired; checking here first only saves a request.
    if (running.leaseUntil > now) return null;
    if (running.owner === null || running.attempt < MAX_ATTEMPTS) return this.store.takeOver(record._id, this.taker);
    if (await this.store.giveUp(record))
      this.logger.error(
        `${record._id} is given up until its next run: ${running.attempt} instances ended or froze while running it`,
      );
    return null;
  }

  /** Runs a claimed job and records how it ended. Never throws. */
  private async do(
    { schedule, job }: ScheduledWork,
    claim: Claim,
    { claimedAt, cancel }: { readonly claimedAt: number; readonly cancel?: AbortSignal },
  ): Promise<RunEnd | null> {
    const lost = new AbortController();
    const { leaseMs } = this.timing;
    const lease = new HeldLease({
      leaseMs,
      takenAt: claimedAt,
      renew: () => this.store.renew(claim, leaseMs),
      onLost: () => {
        lost.abort(new ScheduleLeaseLostError(claim.name));
      },
    });
    lease.keep();
    this.logger.log(`${schedule.name}: begun${claim.run.attempt > 1 ? `, attempt ${claim.run.attempt}` : ''}`);
    try {
      const end = await carryOut({
        schedule,
        job,
        by: claim.run.by ?? 'schedules',
        signals: [lost.signal, this.stopping.signal, ...(cancel === undefined ? [] : [cancel])],
      }).catch((error: unknown) => {
        if (cancel?.aborted === true && !lost.signal.aborted)
          return stoppedEnd(Math.round(performance.now() - claimedAt));
        throw error;
      });
      await this.note(claim, end);
      return end;
    } catch (error) {
      if (error instanceof ScheduleStopping)
        await this.store.release(claim).catch(() => undefined); // the lease expires by itself
      else this.logger.warn(`${schedule.name}: the outcome was not recorded: ${messageOf(error)}`);
      return null;
    } finally {
      await lease.letGo();
    }
  }

  private async note(claim: Claim, end: RunEnd): Promise<void> {
    const retryAfterMs = isTriedAgain(claim, end) ? this.timing.retryAfterMs : null;
    logEnd(this.logger, { name: claim.name, end, retryAfterMs });
    await retryWrites(() => this.store.finish(claim, end, retryAfterMs), { limitMs: NOTE_WITHIN_MS });
  }

  private hold<T>(promise: Promise<T>): Promise<T> {
    this.inHand.add(promise);
    void promise.finally(() => {
      this.inHand.delete(promise);
    });
    return promise;
  }
}
