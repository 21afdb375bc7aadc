import type { SortKey, SortOrder, SortValue } from '../listing/sort-orders.js';
import { SORTS } from '../listing/sort-orders.js';
import type { Columns } from './columns.js';
import { FLAG } from './columns.js';
import { sortByNumbers } from './radix-sort.js';

/** The orders that depend only on the products, and can therefore be maintained. */
export type KeptOrder = Exclude<SortOrder, 'relevance' | 'asked'>;

/** Every maintained order. All are built before the first request, so that no request has to wait for a sort. */
export const KEPT_ORDERS: readonly KeptOrder[] = SORTS.filter((sort) => sort !== 'relevance');

/** The sort key of a row. */
export function rowSortKey(columns: Columns, sort: KeptOrder, row: number): SortKey {
  return { values: rowSortValues(columns, sort, row), id: columns.idOf(row) };
}

/** The sort values of a row, without its `_id`. */
export function rowSortValues(columns: Columns, sort: KeptOrder, row: number): readonly SortValue[] {
  switch (sort) {
    case 'featured':
      return [Number(columns.flags.featured[row] === FLAG.yes), numberOrNull(columns.createdAt[row])];
    case 'popular':
      return [columns.views[row] ?? 0, columns.purchases[row] ?? 0];
    case 'newest':
      return [numberOrNull(columns.createdAt[row])];
    case 'price':
    case '-price':
      return [columns.ranges.price[row] ?? null];
    case 'name':
    case '-name':
      return [columns.names[row] ?? ''];
    case '-carat':
      return [numberOrNull(columns.ranges.carat[row])];
  }
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Compares two rows: below 0 where the first comes before the second. */
export type Compare = (a: number, b: number) => number;

/** Compares two rows in an order without building sort keys, since it runs millions of times. */
export function compareRows(columns: Columns, sort: KeptOrder): Compare {
  const byId: Compare = (a, b) => columns.compareIds(a, b);
  const newest: Compare = (a, b) => compareDescending(columns.createdAt[a], columns.createdAt[b]);
  switch (sort) {
    case 'featured':
      return (a, b) =>
        (columns.flags.featured[b] ?? 0) - (columns.flags.featured[a] ?? 0) || newest(a, b) || byId(a, b);
    case 'popular':
      return (a, b) =>
        (columns.views[b] ?? 0) - (columns.views[a] ?? 0) ||
        (columns.purchases[b] ?? 0) - (columns.purchases[a] ?? 0) ||
        byId(a, b);
    case 'newest':
      return (a, b) => newest(a, b) || byId(a, b);
    case 'price':
      return (a, b) => (columns.ranges.price[a] ?? 0) - (columns.ranges.price[b] ?? 0) || byId(a, b);
    case '-price':
      return (a, b) => (columns.ranges.price[b] ?? 0) - (columns.ranges.price[a] ?? 0) || byId(a, b);
    case 'name':
      return (a, b) => columns.compareNames(a, b) || byId(a, b);
    case '-name':
      return (a, b) => columns.compareNames(b, a) || byId(a, b);
    case '-carat':
      return (a, b) => compareDescending(columns.ranges.carat[a], columns.ranges.carat[b]) || byId(a, b);
  }
}

/** Larger numbers first; NaN (no number) last. */
function compareDescending(x = Number.NaN, y = Number.NaN): number {
  const empty = Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return empty !== 0 || Number.isNaN(x) ? empty : y - x;
}

/** Sorts rows that are given in `_id` order. */
export function sortRows(columns: Columns, sort: KeptOrder, rowsById: Uint32Array): Uint32Array {
  const byDate = (): Uint32Array => sortByNumbers(rowsById.slice(), columns.createdAt, true);
  switch (sort) {
    case 'featured':
      return sortByNumbers(byDate(), columns.flags.featured, true);
    case 'popular':
      return sortByNumbers(sortByNumbers(rowsById.slice(), columns.purchases, true), columns.views, true);
    case 'newest':
      return byDate();
    case 'price':
      return sortByNumbers(rowsById.slice(), columns.ranges.price, false);
    case '-price':
      return sortByNumbers(rowsById.slice(), columns.ranges.price, true);
    case '-carat':
      return sortByNumbers(rowsById.slice(), columns.ranges.carat, true);
    case 'name':
    case '-name':
      return rowsById.slice().sort(compareRows(columns, sort));
  }
}

/** Reverses the order by name without comparing names again. Products with the same name stay in `_id` order. */
export function namesDescending({ names }: Columns, byName: Uint32Array): Uint32Array {
  const turned = new Uint32Array(byName.length);
  let at = 0;
  for (let end = byName.length; end > 0;) {
    let start = end - 1;
    const name = names[byName[start] ?? 0];
    while (start > 0 && names[byName[start - 1] ?? 0] === name) start--;
    turned.set(byName.subarray(start, end), at);
    at += end - start;
    end = start;
  }
  return turned;
}
