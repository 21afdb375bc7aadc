import { HeldLease } from '../leases/held-lease.js';
import { newerRevision } from '../database/newer-revision.js';
import { RestoreLeaseLostError } from './restore-errors.js';
import type { RestoreRun, RestoreStepName, RestoreWork } from './restore-run.js';
import { LEASE_MS, type RestoreStore } from './restore-store.js';

/** A restore owned by this process: its lease is renewed, and `ensureMine` checks it. */
export class OwnedRestore {
  private progress: RestoreRun['progress'] = { done: 0, total: 0 };
  private readonly lease: HeldLease;

  constructor(
    private readonly store: RestoreStore,
    private current: RestoreRun,
    readonly signal: AbortSignal,
  ) {
    this.lease = new HeldLease({
      leaseMs: LEASE_MS,
      takenAt: performance.now(),
      renew: () => this.update({ progress: this.progress }),
    });
  }

  /**
   * Confirms the ownership with the database, since time has passed since the claim, and renews the lease in the
   * background from then on. Call it before anything else.
   */
  async keepLease(): Promise<void> {
    await this.update({ progress: this.progress });
    this.lease.keep();
  }

  get id(): string {
    return this.current._id;
  }

  get value(): RestoreRun {
    return this.current;
  }

  /** Throws unless the restore is certainly still owned; call it before every visible effect. */
  ensureMine(): void {
    if (!this.lease.isMine) throw new RestoreLeaseLostError(this.id);
    this.signal.throwIfAborted();
  }

  /** Records progress; it is written with the next renewal. */
  noteProgress(done: number, total: number): void {
    this.progress = { done, total };
  }

  async enter(step: RestoreStepName): Promise<void> {
    this.progress = { done: 0, total: 0 };
    await this.update({ step, progress: this.progress });
  }

  async updateWork(work: Partial<RestoreWork>): Promise<void> {
    await this.update(Object.fromEntries(Object.entries(work).map(([name, value]) => [`work.${name}`, value])));
  }

  /** Changes the restore. */
  async update(change: Readonly<Record<string, unknown>>): Promise<void> {
    const before = performance.now();
    const told = await this.store.update(this.current, change);
    this.current = newerRevision(this.current, told);
    this.lease.confirm(before);
  }

  /** Stops renewing the lease. */
  async letGo(): Promise<void> {
    await this.lease.letGo();
  }
}
