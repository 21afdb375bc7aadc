import { compareIdKeys, idOfKey } from '../listing/product-id.js';

/** Maps the `_id`s of products to rows of the columns. A freed row is reused for the next product. */
export class RowIds {
  private readonly keys: string[] = [];
  private readonly rows = new Map<string, number>();
  /** `_id`s of other types than string and ObjectId. */
  private readonly oddIds = new Map<string, unknown>();
  private readonly free: number[] = [];
  /** Upper bound of the row numbers: rows in use plus free ones. */
  length = 0;

  /** Number of rows in use. */
  get count(): number {
    return this.rows.size;
  }

  /** The row for the key of an `_id`, if there is one. */
  rowOf(key: string): number | undefined {
    return this.rows.get(key);
  }

  /** The key of a row's `_id`; empty if the row is free. */
  keyOf(row: number): string {
    return this.keys[row] ?? '';
  }

  /** The `_id` of a row, in its own type. */
  idOf(row: number): unknown {
    return this.idOfKey(this.keyOf(row));
  }

  /** Compares the `_id`s of two rows in BSON order. */
  compare(a: number, b: number): number {
    return compareIdKeys(this.keyOf(a), this.keyOf(b), (key) => this.idOfKey(key));
  }

  /** Every row in use. */
  used(): Uint32Array {
    const rows = new Uint32Array(this.count);
    let count = 0;
    for (let row = 0; row < this.length; row++) if (this.keyOf(row) !== '') rows[count++] = row;
    return rows;
  }

  /** Assigns a row to an `_id` that has none. */
  take(key: string, id: unknown): number {
    const row = this.free.pop() ?? this.length++;
    this.rows.set(key, row);
    this.keys[row] = key;
    if (idOfKey(key) === undefined) this.oddIds.set(key, id);
    return row;
  }

  /** Frees the row of an `_id`. */
  release(row: number): void {
    const key = this.keyOf(row);
    this.rows.delete(key);
    this.oddIds.delete(key);
    this.keys[row] = '';
    this.free.push(row);
  }

  private idOfKey(key: string): unknown {
    return idOfKey(key) ?? this.oddIds.get(key);
  }
}
