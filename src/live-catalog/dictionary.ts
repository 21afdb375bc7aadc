/** Numbers for the distinct values of a column. 0 stands for "no value"; a number once given is never given again. */
export class Dictionary {
  private readonly codes = new Map<string, number>();
  private readonly values: string[] = [''];

  /** The number of a value, a new one where it has none yet. */
  encode(value: string): number {
    let code = this.codes.get(value);
    if (code === undefined) {
      code = this.values.length;
      this.codes.set(value, code);
      this.values.push(value);
    }
    return code;
  }

  /** The number of a value, 0 where no product ever had it. */
  find(value: string): number {
    return this.codes.get(value) ?? 0;
  }

  /** The value of a number above 0. */
  decode(code: number): string {
    return this.values[code] ?? '';
  }

  /** One more than the highest number given. */
  get size(): number {
    return this.values.length;
  }

  /** Every value with its number. */
  entries(): IterableIterator<[string, number]> {
    return this.codes.entries();
  }
}
