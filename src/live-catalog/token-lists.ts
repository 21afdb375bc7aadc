/**
 * A list of small numbers for each row, all in one typed array: an array object per row would take more memory than its
 * content.
 */
export class TokenLists {
  private pool = new Uint32Array(16_384);
  private used = 0;
  private live = 0;
  private starts = new Uint32Array(1024);
  private lengths = new Uint32Array(1024);

  /** The list of a row, empty if it has none. Valid until the next change. */
  of(row: number): Uint32Array {
    const start = this.starts[row] ?? 0;
    return this.pool.subarray(start, start + (this.lengths[row] ?? 0));
  }

  /** Replaces the list of a row. */
  set(row: number, values: readonly number[]): void {
    if (row >= this.starts.length) this.reserve(row);
    this.live -= this.lengths[row] ?? 0;
    this.lengths[row] = 0;
    if (this.used + values.length > this.pool.length) this.makeRoom(values.length);
    this.pool.set(values, this.used);
    this.starts[row] = this.used;
    this.lengths[row] = values.length;
    this.used += values.length;
    this.live += values.length;
  }

  /** Copies the lists in use to the front of a sufficiently large array. */
  private makeRoom(needed: number): void {
    const wanted = this.live + needed;
    const pool = new Uint32Array(wanted * 2 > this.pool.length ? Math.ceil(wanted * 1.5) : this.pool.length);
    let used = 0;
    for (let row = 0; row < this.starts.length; row++) {
      const list = this.of(row);
      if (list.length === 0) continue;
      pool.set(list, used);
      this.starts[row] = used;
      used += list.length;
    }
    this.pool = pool;
    this.used = used;
  }

  private reserve(row: number): void {
    const capacity = Math.max(row + 1, this.starts.length * 2);
    const starts = new Uint32Array(capacity);
    starts.set(this.starts);
    this.starts = starts;
    const lengths = new Uint32Array(capacity);
    lengths.set(this.lengths);
    this.lengths = lengths;
  }
}
