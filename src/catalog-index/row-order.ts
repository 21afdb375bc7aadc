import { compareBson, compareCodePoints } from '../listing/bson-order.js';
import type { SortKey, SortOrder, SortValue } from '../listing/sort-orders.js';
import { compareSortKeys } from '../listing/sort-orders.js';
import type { Columns } from './columns.js';
import { FLAG } from './columns.js';

/** The orders that depend on the products alone, and so can be kept. */
export type KeptOrder = Exclude<SortOrder, 'relevance' | 'asked'>;

/** The sort key of a row. */
export function rowSortKey(columns: Columns, sort: KeptOrder, row: number): SortKey {
  return { values: rowSortValues(columns, sort, row), id: columns.ids[row] };
}

function rowSortValues(columns: Columns, sort: KeptOrder, row: number): readonly SortValue[] {
  const created = numberOrNull(columns.createdAt[row]);
  switch (sort) {
    case 'featured': return [Number(columns.flags.featured[row] === FLAG.yes), created];
    case 'popular': return [columns.views[row] ?? 0, columns.purchases[row] ?? 0];
    case 'newest': return [created];
    case 'price':
    case '-price': return [columns.ranges.price[row] ?? null];
    case 'name':
    case '-name': return [columns.names[row] ?? ''];
    case '-carat': return [numberOrNull(columns.ranges.carat[row])];
  }
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Compares two rows in an order, without making keys: this runs millions of times while an order is built. */
export function compareRows(columns: Columns, sort: KeptOrder): (a: number, b: number) => number {
  const tie = (a: number, b: number): number => compareBson(columns.ids[a], columns.ids[b]);
  const newest = descending(columns.createdAt);
  switch (sort) {
    case 'featured': return (a, b) => (columns.flags.featured[b] ?? 0) - (columns.flags.featured[a] ?? 0) || newest(a, b) || tie(a, b);
    case 'popular': {
      const { views, purchases } = columns;
      return (a, b) => (views[b] ?? 0) - (views[a] ?? 0) || (purchases[b] ?? 0) - (purchases[a] ?? 0) || tie(a, b);
    }
    case 'newest': return (a, b) => newest(a, b) || tie(a, b);
    case 'price': return (a, b) => (columns.ranges.price[a] ?? 0) - (columns.ranges.price[b] ?? 0) || tie(a, b);
    case '-price': return (a, b) => (columns.ranges.price[b] ?? 0) - (columns.ranges.price[a] ?? 0) || tie(a, b);
    case 'name': return (a, b) => compareCodePoints(columns.names[a] ?? '', columns.names[b] ?? '') || tie(a, b);
    case '-name': return (a, b) => compareCodePoints(columns.names[b] ?? '', columns.names[a] ?? '') || tie(a, b);
    case '-carat': {
      const largest = descending(columns.ranges.carat);
      return (a, b) => largest(a, b) || tie(a, b);
    }
  }
}

/** Larger numbers first, NaN (nothing to sort by) last. */
function descending(column: Float64Array): (a: number, b: number) => number {
  return (a, b) => {
    const x = column[a] ?? Number.NaN;
    const y = column[b] ?? Number.NaN;
    const empty = Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return empty !== 0 || Number.isNaN(x) ? empty : y - x;
  };
}

/** The rows of the index in one order, kept in step with every change. */
export class RowOrder {
  private length: number;

  /** The rows are given in that order. */
  constructor(private readonly columns: Columns, readonly sort: KeptOrder, private rows: Uint32Array) {
    this.length = rows.length;
  }

  /** Takes a row out; call it before the row's columns change. */
  remove(row: number): void {
    const at = this.lowerBound((other) => compareRows(this.columns, this.sort)(other, row) < 0);
    if (this.rows[at] !== row) throw new Error(`Row ${row} is not where the order by ${this.sort} says`);
    this.rows.copyWithin(at, at + 1, this.length);
    this.length--;
  }

  /** Puts a row in; call it after the row's columns are filled. */
  insert(row: number): void {
    const compare = compareRows(this.columns, this.sort);
    const at = this.lowerBound((other) => compare(other, row) < 0);
    if (this.length === this.rows.length) {
      const larger = new Uint32Array(Math.max(1024, this.length * 2));
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows.copyWithin(at + 1, at, this.length);
    this.rows[at] = row;
    this.length++;
  }

  /** The rows right after a place, or all, in order. */
  *after(key?: SortKey): Generator<number> {
    const start = key === undefined ? 0 : this.lowerBound((row) => compareSortKeys(this.sort, rowSortKey(this.columns, this.sort, row), key) <= 0);
    for (let at = start; at < this.length; at++) yield this.rows[at] ?? 0;
  }

  /** The rows right before a place, nearest first. */
  *before(key: SortKey): Generator<number> {
    const end = this.lowerBound((row) => compareSortKeys(this.sort, rowSortKey(this.columns, this.sort, row), key) < 0);
    for (let at = end - 1; at >= 0; at--) yield this.rows[at] ?? 0;
  }

  /** The first position whose row is not `isBefore`. */
  private lowerBound(isBefore: (row: number) => boolean): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.rows[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
