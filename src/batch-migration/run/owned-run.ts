import type { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { messageOf } from '../../errors/message-of.js';
import { HeldLease } from '../../leases/held-lease.js';
import { newerRevision } from '../../database/newer-revision.js';
import type { MigrationRun, OperatorRequest, RunState } from './migration-run.js';
import { LeaseLostError } from './run-errors.js';
import type { RunChange, RunStore } from './run-store.js';
import { leaseMsIn } from './lease-length.js';

/** An operator asked for something that ends what the run is doing; it is thrown at a safe point. */
export class Interruption extends Error {
  constructor(readonly request: OperatorRequest) {
    super(`Operator ${request.by} asked for ${request.kind}`);
  }
}

/**
 * A run in the hands of the process that drives it: the lease is kept, every change is conditional on the epoch, and
 * before every effect `ensureMine` asks whether the lease can still be trusted.
 */
export class OwnedRun {
  private readonly lease: HeldLease;
  private session: mongo.ClientSession | undefined;
  /** States that the database may have by now: no reply has come. */
  private readonly askedFor = new Set<RunState>();
  private wake: () => void = () => undefined;

  constructor(
    private readonly store: RunStore,
    private current: MigrationRun,
    readonly logger: Logger,
    readonly shutdown: AbortSignal,
  ) {
    this.lease = new HeldLease({
      leaseMs: leaseMsIn(current.state),
      takenAt: performance.now(),
      renew: () => this.write({}),
      onFailure: (error) => {
        logger.warn(`The lease of ${this.id} was not renewed: ${messageOf(error)}`);
      },
    });
  }

  /** The run as it was last heard of. */
  get value(): MigrationRun {
    return this.current;
  }

  get id(): string {
    return this.current._id;
  }

  /**
   * Asks the database whether the run is ours still, since time has passed since it was claimed, and extends the lease
   * in the background from then on. To be called before anything else.
   */
  async keepLease(): Promise<void> {
    await this.write({});
    this.lease.keep();
  }

  /** Hears at once what an operator has asked for. */
  async hear(): Promise<void> {
    await this.lease.renew();
  }

  /** Waits, but no longer than until an operator asks for something or the service stops. */
  async pause(milliseconds: number): Promise<void> {
    if (this.current.request !== null || this.shutdown.aborted) return;
    await new Promise<void>((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.shutdown.removeEventListener('abort', over);
        resolve();
      };
      const timer = setTimeout(over, milliseconds);
      this.shutdown.addEventListener('abort', over);
      this.wake = over;
    });
  }

  /** Stops extending the lease. */
  async letGo(): Promise<void> {
    await this.lease.letGo();
    await this.session?.endSession();
  }

  /** Throws unless the run is certainly ours still: to be called before every effect. */
  ensureMine(): void {
    if (!this.lease.isMine) throw new LeaseLostError(this.id);
    this.shutdown.throwIfAborted();
  }

  /** Changes the run. */
  async update(change: RunChange): Promise<void> {
    this.ensureMine();
    await this.write(change);
  }

  /** Changes fields of `work`. */
  updateWork(change: Partial<MigrationRun['work']>): Promise<void> {
    return this.update(Object.fromEntries(Object.entries(change).map(([key, value]) => [`work.${key}`, value])));
  }

  /** Counts on in a field of `work`, as a part of a transaction; see `RunStore.countWithin`. */
  countWorkWithin(
    session: mongo.ClientSession,
    field: keyof MigrationRun['work'],
    step: { readonly from: number; readonly to: number },
  ): Promise<boolean> {
    this.ensureMine();
    return this.store.countWithin(session, this.current, `work.${field}`, step);
  }

  /**
   * Does all of `work` or, where it throws or ends the transaction, nothing; others' writes to the same documents wait
   * meanwhile. One at a time. May throw what is worth another try (see `persistently`).
   */
  async inTransaction<T>(work: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    const session = await this.openSession();
    // Not the driver's `withTransaction`: that goes on for two minutes.
    session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
    try {
      const result = await work(session);
      this.ensureMine();
      if (session.inTransaction()) await session.commitTransaction();
      return result;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      throw error;
    }
  }

  /** Changes the state. */
  setState(state: RunState, change: RunChange = {}): Promise<void> {
    return this.update({ ...change, state });
  }

  /** Where nothing is half done: throws an `Interruption` if an operator asked for something. */
  safePoint(): void {
    this.ensureMine();
    if (this.current.request !== null) throw new Interruption(this.current.request);
  }

  /** Takes an operator's word as heard. */
  async answered(): Promise<void> {
    await this.update({ request: null });
  }

  /** Told before its first use, so that what is open in it can be ended by whoever takes the run over. */
  private async openSession(): Promise<mongo.ClientSession> {
    if (this.session !== undefined) return this.session;
    const session = this.store.startSession();
    await this.update({ session: session.id?.id ?? null });
    this.session = session;
    return session;
  }

  private async write(change: RunChange): Promise<void> {
    const before = performance.now();
    const state = change['state'] as RunState | undefined;
    if (state !== undefined) this.askedFor.add(state);
    this.trustLease();
    const run = await this.store.update(this.current, change);
    this.current = newerRevision(this.current, run);
    if (state !== undefined) this.askedFor.delete(state);
    this.trustLease();
    this.lease.confirm(before);
    if (this.current.request !== null) this.wake();
  }

  /** How long a lease lasts depends on the state: it is never trusted for longer than the database may hold it. */
  private trustLease(): void {
    this.lease.setLength(Math.min(...[this.current.state, ...this.askedFor].map(leaseMsIn)));
  }
}
