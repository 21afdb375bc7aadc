/** The longest stretches that some kind of operation took, and went without an answer. */
export interface Pauses {
  readonly operations: number;
  /** Longest time between two answers, whoever got them. */
  readonly longestGapMs: number;
  /** Longest single operation, its repetitions included. */
  readonly longestOperationMs: number;
}

/** Measures, by the monotonic clock of this process, how long operations of one kind went without an answer. */
export class PauseClock {
  private operations = 0;
  private lastAt: number | undefined;
  private gap = 0;
  private longest = 0;

  /** Takes note of an operation that was answered just now. */
  answered(since: number): void {
    const now = performance.now();
    this.operations += 1;
    this.gap = Math.max(this.gap, now - (this.lastAt ?? now));
    this.longest = Math.max(this.longest, now - since);
    this.lastAt = now;
  }

  /** What was measured since the start or the last call, which begins a new measurement. */
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
