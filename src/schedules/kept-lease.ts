import { ScheduleLeaseLostError } from './schedule-errors.js';
import type { Claim } from './schedule-record.js';
import type { ScheduleStore } from './schedule-store.js';

/** The lease is extended so often that two failures are no loss of it. */
const RENEWALS = 4;

/** The lease of a run while it is being done: extended in the background, until it is lost or let go. */
export class KeptLease {
  /** Aborts when the run may be somebody else's. */
  readonly signal: AbortSignal;
  private readonly lost = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private renewing: Promise<void> = Promise.resolve();
  /** When the server last said that the run is ours, by the clock that neither jumps nor stops. */
  private confirmedAt: number;

  /** `claimedAt`: the monotonic time just before the run was claimed. */
  constructor(private readonly store: Pick<ScheduleStore, 'renew'>, private readonly claim: Claim, private readonly leaseMs: number, claimedAt: number) {
    this.signal = this.lost.signal;
    this.confirmedAt = claimedAt;
    this.timer = setInterval(() => { this.renewing = this.renewing.then(() => this.renew()); }, leaseMs / RENEWALS);
  }

  /** Stops extending it. */
  async letGo(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
  }

  private async renew(): Promise<void> {
    if (this.lost.signal.aborted) return;
    const asked = performance.now();
    try {
      await this.store.renew(this.claim, this.leaseMs);
      // A reply that took long says only that the run was ours when it was asked.
      this.confirmedAt = asked;
    } catch (error) {
      const isOver = error instanceof ScheduleLeaseLostError || performance.now() - this.confirmedAt > this.leaseMs;
      if (isOver) this.lost.abort(new ScheduleLeaseLostError(this.claim.name));
    }
  }
}
