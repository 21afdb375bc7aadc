const RECENT_MS = 600_000;

/** Remembers when a count grew last, so that an alert on what adds up ends when it adds up no more. */
export class Growth {
  private of: string | undefined;
  private count = 0;
  private at = Number.NEGATIVE_INFINITY;

  /**
   * Whether the count has grown within ten minutes. At the first look nobody knows; a count of something else begins
   * anew. `now` is of a clock that never goes back, in milliseconds.
   */
  grew(of: string, count: number, now: number): boolean {
    if (this.of !== of) this.at = Number.NEGATIVE_INFINITY;
    else if (count > this.count) this.at = now;
    this.of = of;
    this.count = count;
    return now - this.at < RECENT_MS;
  }
}
