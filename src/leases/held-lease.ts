import { NoLongerOwnerError } from './no-longer-owner.error.js';

/** A lease is renewed after a third of its duration without confirmation. */
const RENEWED_AFTER = 1 / 3;
/** A short one after a fifth: an event loop blocked for two seconds must not cost a three-second lease. */
const SHORT_RENEWED_AFTER = 1 / 5;
const SHORT_MS = 5_000;
/** The pause after a failed attempt, as a part of the duration. */
const TRIED_AGAIN_AFTER = 1 / 10;
const MAX_ATTEMPTS = 2;

/** Options of a held lease. */
export interface HeldLeaseOptions {
  /** How long the lease lasts without a renewal, in milliseconds. */
  readonly leaseMs: number;
  /** The monotonic time just before the database was asked for the lease. */
  readonly takenAt: number;
  /** Renews it in the database. Throws a `NoLongerOwnerError` if another process owns it. */
  readonly renew: () => Promise<unknown>;
  /** Called when an attempt fails for any other reason. */
  readonly onFailure?: (error: unknown) => void;
  /** Called once when another process owns it, or may own it because the database was unreachable for too long. */
  readonly onLost?: () => void;
}

/**
 * A database lease held by this process. It is renewed in the background and trusted only for as long as the database
 * has confirmed it, by the monotonic clock: that one neither jumps nor stops while the process is suspended.
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

  /** Starts renewing in the background whenever nothing else has confirmed the lease for a while. */
  keep(): void {
    this.renewAfter(this.untilDue);
  }

  /** Whether the lease is certainly still held; to be checked before every effect. */
  get isMine(): boolean {
    return !this.lost && performance.now() - this.confirmedAt <= this.leaseMs;
  }

  /**
   * Records that the database confirmed the lease. `askedAt` is when the request was sent: a slow reply says nothing
   * about the time after that.
   */
  confirm(askedAt: number): void {
    this.confirmedAt = Math.max(this.confirmedAt, askedAt);
  }

  /**
   * Changes the duration. Set a shorter one before telling the database, and a longer one after it confirmed: then the
   * lease is never trusted for longer than it lasts there, whatever happens to the reply.
   */
  setLength(leaseMs: number): void {
    const isShorter = leaseMs < this.leaseMs;
    this.leaseMs = leaseMs;
    if (isShorter && this.timer !== undefined) this.renewAfter(this.untilDue);
  }

  /** Renews it now. Never throws. */
  async renew(): Promise<void> {
    const attempt = this.renewOnce().finally(() => this.attempts.delete(attempt));
    this.attempts.add(attempt);
    await attempt;
  }

  /** Stops renewing it. */
  async letGo(): Promise<void> {
    this.letGone = true;
    clearTimeout(this.timer);
    await Promise.all(this.attempts);
  }

  /** Milliseconds until the next renewal is due. */
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
      // Every change by the owner also confirms the lease; then there is nothing to do yet. A slow reply is not waited
      // for, or the lease could expire meanwhile, but attempts must not pile up.
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
