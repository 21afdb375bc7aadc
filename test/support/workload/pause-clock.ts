/** The longest operation of a kind, and the longest time without any response. */
export interface Pauses {
  readonly operations: number;
  /** The longest time between two responses, whoever received them. */
  readonly longestGapMs: number;
  /** The longest single operation, including retries. */
  readonly longestOperationMs: number;
}

/** Measures, with this process' monotonic clock, how long operations of one kind went without a response. */
export class PauseClock {
  private operations = 0;
  private lastAt: number | undefined;
  private gap = 0;
  private longest = 0;

  /** Records an operation that has just been answered. */
  answered(since: number): void {
    const now = performance.now();
    this.operations += 1;
    this.gap = Math.max(this.gap, now - (this.lastAt ?? now));
    this.longest = Math.max(this.longest, now - since);
    this.lastAt = now;
  }

  /** The measurements since the start or the last call; starts a new measurement. */
  take(): Pauses {
    const pauses = {
      operations: this.operations,
      longestGapMs: Math.round(this.gap),
      longestOperationMs: Math.round(this.longest),
    };
    this.operations = this.gap = this.longest = 0;
    this.lastAt = undefined;
    return pauses;
  }
}
