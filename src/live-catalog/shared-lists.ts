const NO_VALUES: readonly number[] = [];

/**
 * Lists of small numbers, each kept once under a number of its own: products have few different lists of metals and
 * stones, so what is asked of a list is asked once for all products that share it. Lists that no row uses are let go,
 * and their numbers are given again. 0 is the empty list.
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

  /** The list of a number. */
  at(number: number): readonly number[] {
    return this.lists[number] ?? NO_VALUES;
  }

  /** The number of a list, which is used once more. */
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

  /** The list is used once less. */
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
