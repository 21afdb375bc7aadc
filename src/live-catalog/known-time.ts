interface Waiter {
  readonly time: bigint;
  wake(): void;
}

/** The cluster time up to which an instance knows every change, and who waits for it to move on. */
export class KnownTime {
  private time = 0n;
  private readonly waiting = new Set<Waiter>();

  /** Whether somebody waits for a change, or to hear that there is none. */
  get isAwaited(): boolean {
    return this.waiting.size > 0;
  }

  /** Whether everything up to a time is known. */
  includes(time: bigint): boolean {
    return this.time >= time;
  }

  /** Everything up to a time is known; an earlier one than before changes nothing. */
  advance(time: bigint): void {
    if (time <= this.time) return;
    this.time = time;
    for (const waiter of this.waiting) if (waiter.time <= time) waiter.wake();
  }

  /** Waits until everything up to a time is known, for `limitMs` at most; `false` where it is not by then. */
  async reach(time: bigint, limitMs: number): Promise<boolean> {
    if (!this.includes(time)) {
      await new Promise<void>((resolve) => {
        const over = (): void => {
          clearTimeout(timer);
          // Also where the time never comes: a token may name any.
          this.waiting.delete(waiter);
          resolve();
        };
        const timer = setTimeout(over, limitMs);
        const waiter: Waiter = { time, wake: over };
        this.waiting.add(waiter);
      });
    }
    return this.includes(time);
  }
}
