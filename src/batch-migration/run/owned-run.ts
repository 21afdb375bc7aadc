import type { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { messageOf } from '../../errors/message-of.js';
import { HeldLease } from '../../leases/held-lease.js';
import { newerRevision } from '../../database/newer-revision.js';
import type { MigrationRun, OperatorRequest, RunState } from './migration-run.js';
import { LeaseLostError } from './run-errors.js';
import type { RunChange, RunStore } from './run-store.js';
import { leaseMsIn } from './lease-length.js';

/** Thrown at a safe point if an operator requested something that interrupts the run. */
export class Interruption extends Error {
  constructor(readonly request: OperatorRequest) {
    super(`Operator ${request.by} requested ${request.kind}`);
  }
}

/**
 * A run owned by this process: the lease is renewed, every change is conditional on the fencing token, and before every
 * effect `ensureMine` checks whether the lease can still be trusted.
 */
export class OwnedRun {
  private readonly lease: HeldLease;
  private session: mongo.ClientSession | undefined;
  /** States that may be in the database already: the reply has not arrived yet. */
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

  /** The last known state of the run. */
  get value(): MigrationRun {
    return this.current;
  }

  get id(): string {
    return this.current._id;
  }

  /**
   * Checks in the database that the run is still ours, since time has passed since it was claimed, and renews the lease
   * in the background from then on. Call it before anything else.
   */
  async keepLease(): Promise<void> {
    await this.write({});
    this.lease.keep();
  }

  /** Picks up an operator's request immediately. */
  async hear(): Promise<void> {
    await this.lease.renew();
  }

  /** Waits, but only until an operator requests something or the service stops. */
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

  /** Stops renewing the lease. */
  async letGo(): Promise<void> {
    await this.lease.letGo();
    await this.session?.endSession();
  }

  /** Throws unless the run is certainly still ours. Call it before every effect. */
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

  /** Increases a counter in `work` as part of a transaction; see `RunStore.countWithin`. */
  countWorkWithin(
    session: mongo.ClientSession,
    field: keyof MigrationRun['work'],
    step: { readonly from: number; readonly to: number },
  ): Promise<boolean> {
    this.ensureMine();
    return this.store.countWithin(session, this.current, `work.${field}`, step);
  }

  /**
   * Runs `work` in a transaction: it takes effect completely or, if it throws or ends the transaction, not at all.
   * Meanwhile others' writes to the same documents wait. One at a time. May throw errors that are worth a retry (see
   * `persistently`).
   */
  async inTransaction<T>(work: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    const session = await this.openSession();
    // Not the driver's `withTransaction`, which retries for two minutes.
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

  /** Call it where nothing is half done: throws an `Interruption` if an operator requested something. */
  safePoint(): void {
    this.ensureMine();
    if (this.current.request !== null) throw new Interruption(this.current.request);
  }

  /** Marks an operator's request as handled. */
  async answered(): Promise<void> {
    await this.update({ request: null });
  }

  /** The session's id is saved before its first use, so that a new owner can end what is open in it. */
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

  /** The length of a lease depends on the state. It is never trusted for longer than the database may hold it. */
  private trustLease(): void {
    this.lease.setLength(Math.min(...[this.current.state, ...this.askedFor].map(leaseMsIn)));
  }
}
