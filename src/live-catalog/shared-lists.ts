const NO_VALUES: readonly number[] = [];

/**
 * Interned lists of small numbers. Products have few distinct lists of metals and stones, so a list is tested once for
 * all products that share it. Lists that no row uses are dropped, and their numbers are reused. 0 is the empty list.
 */
export class SharedLists {
  private readonly numbers = new Map<string, number>();
  private readonly lists: (readonly number[])[] = [NO_VALUES];
  private readonly uses: number[] = [0];
  private readonly free: number[] = [];

  /** One more than the highest number in use. */
  get size(): number {
    return this.lists.length;
  }

  /** The list with a number. */
  at(number: number): readonly number[] {
    return this.lists[number] ?? NO_VALUES;
  }

  /** The number of a list, whose reference count goes up by one. */
  take(list: readonly number[]): number {
    if (list.length === 0) return 0;
    const key = list.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.free.pop() ?? this.lists.length;
      this.numbers.set(key, number);
      this.lists[number] = list;
      this.uses[number] = 0;
    }
    this.uses[number] = (this.uses[number] ?? 0) + 1;
    return number;
  }

  /** Lowers the reference count of a list by one. */
  release(number: number): void {
    if (number === 0) return;
    const left = (this.uses[number] ?? 0) - 1;
    this.uses[number] = left;
    if (left > 0) return;
    this.numbers.delete(this.at(number).join());
    this.lists[number] = NO_VALUES;
    this.free.push(number);
  }
}
