import type { SortKey } from '../listing/sort-orders.js';
import { compareSortKeys } from '../listing/sort-orders.js';
import type { Columns } from './columns.js';
import { type Compare, compareRows, type KeptOrder, rowSortKey } from './row-sorting.js';

/** A full chunk is split, so an insert moves a few kilobytes at most, however many rows there are. */
const CHUNK_ROWS = 2_048;

interface Chunk {
  readonly rows: Uint32Array;
  length: number;
}

const NO_CHUNK: Chunk = { rows: new Uint32Array(0), length: 0 };

/** A place between two rows of an order. */
interface Place {
  readonly chunk: number;
  readonly index: number;
}

/** Called with one row after another; returns `false` to stop. */
export type RowVisitor = (row: number) => boolean;

/** The public rows in one sort order, kept up to date with every change: a list of sorted chunks. */
export class RowOrder {
  private readonly chunks: Chunk[] = [];
  private readonly compare: Compare;

  /** The rows must already be in that order. */
  constructor(
    private readonly columns: Columns,
    readonly sort: KeptOrder,
    sorted: Uint32Array,
  ) {
    this.compare = compareRows(columns, sort);
    const filled = CHUNK_ROWS / 2;
    for (let at = 0; at < sorted.length; at += filled) {
      const part = sorted.subarray(at, at + filled);
      const rows = new Uint32Array(CHUNK_ROWS);
      rows.set(part);
      this.chunks.push({ rows, length: part.length });
    }
  }

  /** Removes a row; call it before the row's columns change. */
  remove(row: number): void {
    const { chunk: at, index } = this.lowerBound((other) => this.compare(other, row) < 0);
    const chunk = this.chunks[at];
    if (chunk?.rows[index] !== row) throw new Error(`Row ${row} is not at its position in the order by ${this.sort}`);
    chunk.rows.copyWithin(index, index + 1, chunk.length);
    chunk.length--;
    if (chunk.length === 0) this.chunks.splice(at, 1);
  }

  /** Inserts a row; call it after the row's columns are filled. */
  insert(row: number): void {
    const { chunk: at, index } = this.lowerBound((other) => this.compare(other, row) < 0);
    // A place at the very end belongs to the last chunk.
    const last = this.chunks.length - 1;
    if (last < 0)
      this.chunks.push({
        rows: Uint32Array.from({ length: CHUNK_ROWS }, (_, place) => (place === 0 ? row : 0)),
        length: 1,
      });
    else if (at > last) this.insertAt(last, this.chunks[last]?.length ?? 0, row);
    else this.insertAt(at, index, row);
  }

  /** Visits rows in order, from a position or right after a key. */
  forward(from: number | SortKey, visit: RowVisitor): void {
    const place =
      typeof from === 'number' ? this.placeAt(from) : this.lowerBound((row) => this.compareWithKey(row, from) <= 0);
    for (let at = place.chunk, index = place.index; at < this.chunks.length; at++, index = 0) {
      const { rows, length } = this.chunks[at] ?? NO_CHUNK;
      for (; index < length; index++) if (!visit(rows[index] ?? 0)) return;
    }
  }

  /** Visits the rows before a key, nearest first. */
  backward(from: SortKey, visit: RowVisitor): void {
    const place = this.lowerBound((row) => this.compareWithKey(row, from) < 0);
    for (let at = Math.min(place.chunk, this.chunks.length - 1); at >= 0; at--) {
      const { rows, length } = this.chunks[at] ?? NO_CHUNK;
      for (let index = (at === place.chunk ? place.index : length) - 1; index >= 0; index--)
        if (!visit(rows[index] ?? 0)) return;
    }
  }

  /** The row at a position; `undefined` if there is none. */
  at(position: number): number | undefined {
    const { chunk, index } = this.placeAt(position);
    const found = this.chunks[chunk];
    return found !== undefined && index < found.length ? found.rows[index] : undefined;
  }

  /** Number of rows. */
  get size(): number {
    return this.chunks.reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * The position of the first row for which `isBefore` is false. `isBefore` must be true for all rows before it and
   * false for all after.
   */
  positionOf(isBefore: (row: number) => boolean): number {
    const { chunk, index } = this.lowerBound(isBefore);
    let position = index;
    for (let at = 0; at < chunk; at++) position += this.chunks[at]?.length ?? 0;
    return position;
  }

  private compareWithKey(row: number, key: SortKey): number {
    return compareSortKeys(this.sort, rowSortKey(this.columns, this.sort, row), key);
  }

  private insertAt(at: number, index: number, row: number): void {
    const chunk = this.chunks[at];
    if (chunk === undefined) return;
    if (chunk.length < CHUNK_ROWS) {
      chunk.rows.copyWithin(index + 1, index, chunk.length);
      chunk.rows[index] = row;
      chunk.length++;
      return;
    }
    const half = CHUNK_ROWS / 2;
    const rows = new Uint32Array(CHUNK_ROWS);
    rows.set(chunk.rows.subarray(half));
    this.chunks.splice(at + 1, 0, { rows, length: CHUNK_ROWS - half });
    chunk.length = half;
    if (index <= half) this.insertAt(at, index, row);
    else this.insertAt(at + 1, index - half, row);
  }

  private placeAt(position: number): Place {
    let left = position;
    for (const [chunk, { length }] of this.chunks.entries()) {
      if (left < length) return { chunk, index: left };
      left -= length;
    }
    return { chunk: this.chunks.length, index: 0 };
  }

  /** The first place whose row is not `isBefore`. */
  private lowerBound(isBefore: (row: number) => boolean): Place {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.chunks[middle];
      if (isBefore(chunk?.rows[chunk.length - 1] ?? 0)) low = middle + 1;
      else high = middle;
    }
    const chunk = this.chunks[low];
    if (chunk === undefined) return { chunk: low, index: 0 };
    let first = 0;
    let last = chunk.length;
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (isBefore(chunk.rows[middle] ?? 0)) first = middle + 1;
      else last = middle;
    }
    return { chunk: low, index: first };
  }
}
