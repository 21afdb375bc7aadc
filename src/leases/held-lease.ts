/** So often is it extended within its length: some failed attempts in a row cost nothing. */
const RENEWALS = 5;

/** How a lease is held. */
export interface HeldLeaseOptions {
  /** How long the lease is the owner's without news of it, in milliseconds. */
  readonly leaseMs: number;
  /** The monotonic time just before the lease was taken; now by default. */
  readonly takenAt?: number;
  /** Extends it in the database. Throws the error of `isLost` where it is another's. */
  readonly renew: () => Promise<unknown>;
  readonly isLost: (error: unknown) => boolean;
  /** Told of attempts that failed for another reason. */
  readonly onFailure?: (error: unknown) => void;
  /** Told once when it is another's, or may be, since the database could not be asked for too long. */
  readonly onLost?: () => void;
}

/**
 * A lease of the database in the hands of this process: extended in the background, and trusted only for as long as the
 * database has confirmed it, by the monotonic clock, which neither jumps nor stops while a process is stopped.
 */
export class HeldLease {
  private confirmedAt: number;
  private lost = false;
  private renewing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: HeldLeaseOptions) {
    this.confirmedAt = options.takenAt ?? performance.now();
  }

  /** Begins to extend the lease in the background. */
  keep(): void {
    let isUnderWay = false;
    this.timer = setInterval(() => {
      // Where answers are slow, attempts must not pile up.
      if (isUnderWay) return;
      isUnderWay = true;
      void this.renew().finally(() => {
        isUnderWay = false;
      });
    }, this.options.leaseMs / RENEWALS);
  }

  /** Whether it is certainly ours still: to be asked before every effect. */
  get isMine(): boolean {
    return !this.lost && performance.now() - this.confirmedAt <= this.options.leaseMs;
  }

  /**
   * The database has said that the lease is ours. `askedAt`: when it was asked, since a reply that took long says
   * nothing of the time after.
   */
  confirm(askedAt: number): void {
    this.confirmedAt = Math.max(this.confirmedAt, askedAt);
  }

  /** Extends it now, after what is under way. Never throws. */
  renew(): Promise<void> {
    this.renewing = this.renewing.then(() => this.renewOnce());
    return this.renewing;
  }

  /** Stops extending it. */
  async letGo(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
  }

  private async renewOnce(): Promise<void> {
    if (this.lost) return;
    const askedAt = performance.now();
    try {
      await this.options.renew();
      this.confirm(askedAt);
    } catch (error) {
      const isLost = this.options.isLost(error);
      if (!isLost) this.options.onFailure?.(error);
      this.lost = isLost || (this.options.onLost !== undefined && !this.isMine);
      if (this.lost) this.options.onLost?.();
    }
  }
}
