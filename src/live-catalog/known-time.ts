interface Waiter {
  readonly time: bigint;
  wake(): void;
}

/** The cluster time up to which an instance knows every change, and the requests that wait for it to advance. */
export class KnownTime {
  private time = 0n;
  private readonly waiting = new Set<Waiter>();

  /** Whether anyone waits for a change, or for confirmation that there is none. */
  get isAwaited(): boolean {
    return this.waiting.size > 0;
  }

  /** Whether all changes up to a time are known. */
  includes(time: bigint): boolean {
    return this.time >= time;
  }

  /** All changes up to `time` are known. An earlier time than before has no effect. */
  advance(time: bigint): void {
    if (time <= this.time) return;
    this.time = time;
    for (const waiter of this.waiting) if (waiter.time <= time) waiter.wake();
  }

  /** Waits up to `limitMs` until all changes up to `time` are known; returns whether they are. */
  async reach(time: bigint, limitMs: number): Promise<boolean> {
    if (!this.includes(time)) {
      await new Promise<void>((resolve) => {
        const over = (): void => {
          clearTimeout(timer);
          // Needed if the time never comes: a token may name any time.
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
