import { NoLongerOwnerError } from './no-longer-owner.error.js';

/** A lease is extended when a third of its length has passed without news. */
const RENEWED_AFTER = 1 / 3;
/** A short one after a fifth: an event loop that is blocked for two seconds must not cost a lease of three. */
const SHORT_RENEWED_AFTER = 1 / 5;
const SHORT_MS = 5_000;
/** After a failed attempt it is tried again after this part of its length. */
const TRIED_AGAIN_AFTER = 1 / 10;
const MAX_ATTEMPTS = 2;

/** How a lease is held. */
export interface HeldLeaseOptions {
  /** How long the lease is the owner's without news of it, in milliseconds. */
  readonly leaseMs: number;
  /** The monotonic time just before the database was asked for the lease. */
  readonly takenAt: number;
  /** Extends it in the database. Throws a `NoLongerOwnerError` where it is another's. */
  readonly renew: () => Promise<unknown>;
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
  private askedAt: number;
  private leaseMs: number;
  private lost = false;
  private letGone = false;
  private readonly attempts = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: HeldLeaseOptions) {
    this.confirmedAt = this.askedAt = options.takenAt;
    this.leaseMs = options.leaseMs;
  }

  /** Begins to extend the lease in the background, whenever nothing else has confirmed it for a while. */
  keep(): void {
    this.renewAfter(this.untilDue);
  }

  /** Whether it is certainly ours still: to be asked before every effect. */
  get isMine(): boolean {
    return !this.lost && performance.now() - this.confirmedAt <= this.leaseMs;
  }

  /**
   * The database has said that the lease is ours. `askedAt`: when it was asked, since a reply that took long says
   * nothing of the time after.
   */
  confirm(askedAt: number): void {
    this.confirmedAt = Math.max(this.confirmedAt, askedAt);
  }

  /**
   * Changes the length. A shorter one has to be set before the database is told of it, a longer one after it has
   * confirmed it: so the lease is never trusted for longer than it lasts there, whatever becomes of the reply.
   */
  setLength(leaseMs: number): void {
    const isShorter = leaseMs < this.leaseMs;
    this.leaseMs = leaseMs;
    if (isShorter && this.timer !== undefined) this.renewAfter(this.untilDue);
  }

  /** Extends it now. Never throws. */
  async renew(): Promise<void> {
    const attempt = this.renewOnce().finally(() => this.attempts.delete(attempt));
    this.attempts.add(attempt);
    await attempt;
  }

  /** Stops extending it. */
  async letGo(): Promise<void> {
    this.letGone = true;
    clearTimeout(this.timer);
    await Promise.all(this.attempts);
  }

  /** Milliseconds until the database has to be asked again. */
  private get untilDue(): number {
    const dueAt =
      Math.max(this.confirmedAt, this.askedAt) +
      this.leaseMs * (this.leaseMs <= SHORT_MS ? SHORT_RENEWED_AFTER : RENEWED_AFTER);
    return Math.max(0, Math.ceil(dueAt - performance.now()));
  }

  private renewAfter(milliseconds: number): void {
    clearTimeout(this.timer);
    if (this.letGone || this.lost) return;
    this.timer = setTimeout(() => {
      // Every change by the owner confirms the lease as well: then there is nothing to do yet. A slow answer is not
      // waited for, lest the lease run out meanwhile; but attempts must not pile up.
      if (this.untilDue === 0 && this.attempts.size < MAX_ATTEMPTS) void this.renew();
      this.renewAfter(Math.max(this.untilDue, this.leaseMs * TRIED_AGAIN_AFTER));
    }, milliseconds);
  }

  private async renewOnce(): Promise<void> {
    if (this.lost) return;
    const askedAt = performance.now();
    this.askedAt = askedAt;
    try {
      await this.options.renew();
      this.confirm(askedAt);
    } catch (error) {
      if (this.lost) return;
      const isLost = error instanceof NoLongerOwnerError;
      if (!isLost) this.options.onFailure?.(error);
      this.lost = isLost || (this.options.onLost !== undefined && !this.isMine);
      if (this.lost) this.options.onLost?.();
      this.askedAt = this.confirmedAt;
      if (this.timer !== undefined) this.renewAfter(this.leaseMs * TRIED_AGAIN_AFTER);
    }
  }
}
