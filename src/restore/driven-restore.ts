import { RestoreLeaseLostError } from './restore-errors.js';
import type { RestoreRun, RestoreStepName, RestoreWork } from './restore-run.js';
import { LEASE_MS, type RestoreStore } from './restore-store.js';

const RENEW_EVERY_MS = LEASE_MS / 5;

/** A restore in the hands of the process that does it: the lease is kept, and `ensureMine` asks whether it can be trusted. */
export class DrivenRestore {
  private progress: RestoreRun['progress'] = { done: 0, total: 0 };
  /** When the server last said that it is ours, by the monotonic clock, which goes on while a process is stopped. */
  private confirmedAt = performance.now();
  private lost = false;
  private renewing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly store: RestoreStore, private current: RestoreRun, readonly signal: AbortSignal) {
    this.timer = setInterval(() => { this.renewing = this.renewing.then(() => this.renew()); }, RENEW_EVERY_MS);
  }

  get id(): string {
    return this.current._id;
  }

  get value(): RestoreRun {
    return this.current;
  }

  /** Throws unless the restore is certainly ours still: to be called before every effect that others see. */
  ensureMine(): void {
    if (this.lost || performance.now() - this.confirmedAt > LEASE_MS) throw new RestoreLeaseLostError(this.id);
    this.signal.throwIfAborted();
  }

  /** Takes note of progress; it is told with the next renewal. */
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
    this.current = await this.store.update(this.current, change);
    this.confirmedAt = Math.max(this.confirmedAt, before);
  }

  /** Stops extending the lease. */
  async letGo(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
  }

  private async renew(): Promise<void> {
    try {
      await this.update({ progress: this.progress });
    } catch (error) {
      if (error instanceof RestoreLeaseLostError) this.lost = true;
    }
  }
}
