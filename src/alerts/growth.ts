const RECENT_MS = 600_000;

/** Remembers when a counter last grew, so that an alert on it ends once it stops growing. */
export class Growth {
  private of: string | undefined;
  private count = 0;
  private at = Number.NEGATIVE_INFINITY;

  /**
   * Whether the counter has grown within ten minutes. The first call cannot know; another subject starts over. `now` is
   * a monotonic time in milliseconds.
   */
  grew(of: string, count: number, now: number): boolean {
    if (this.of !== of) this.at = Number.NEGATIVE_INFINITY;
    else if (count > this.count) this.at = now;
    this.of = of;
    this.count = count;
    return now - this.at < RECENT_MS;
  }
}
