/** Codes for the distinct values of a column. 0 stands for "no value"; a code is never reused. */
export class Dictionary {
  private readonly codes = new Map<string, number>();
  private readonly values: string[] = [''];

  /** The code of a value; a new value gets the next code. */
  encode(value: string): number {
    let code = this.codes.get(value);
    if (code === undefined) {
      code = this.values.length;
      this.codes.set(value, code);
      this.values.push(value);
    }
    return code;
  }

  /** The code of a value, 0 if no product ever had it. */
  find(value: string): number {
    return this.codes.get(value) ?? 0;
  }

  /** The value of a code above 0. */
  decode(code: number): string {
    return this.values[code] ?? '';
  }

  /** One more than the highest code. */
  get size(): number {
    return this.values.length;
  }

  /** Every value with its code. */
  entries(): IterableIterator<[string, number]> {
    return this.codes.entries();
  }
}
