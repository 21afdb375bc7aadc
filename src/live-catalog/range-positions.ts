import type { ListingFilter, RangeKey } from '../listing/filters.js';
import type { Columns } from './columns.js';
import type { FacetCount } from './facet-counts.js';
import type { RowOrder } from './row-order.js';
import type { KeptOrder } from './row-sorting.js';

/** Counts by price and carat, read from the positions in the sorted orders instead of scanning rows. */
export class RangePositions {
  constructor(
    private readonly columns: Columns,
    private readonly order: (sort: KeptOrder) => RowOrder,
  ) {}

  /** Counts the public products with a number within bounds; the order by that number has them side by side. */
  count(key: RangeKey, min: number, max: number): number {
    const column = this.columns.ranges[key];
    const order = this.order(key === 'price' ? 'price' : '-carat');
    const number = (row: number): number => column[row] ?? Number.NaN;
    if (key === 'price')
      return order.positionOf((row) => number(row) <= max) - order.positionOf((row) => number(row) < min);
    return order.positionOf((row) => number(row) >= min) - order.positionOf((row) => number(row) > max);
  }

  /** The facet over all public rows, read from the order by the same number without scanning rows. */
  facet(key: RangeKey, edges: readonly number[]): FacetCount {
    const column = this.columns.ranges[key];
    const all = this.count(key, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const from = (edge: number): number => this.count(key, edge, Number.POSITIVE_INFINITY);
    const counts = edges.map((edge, bucket) => {
      const next = edges[bucket + 1];
      return (bucket === 0 ? all : from(edge)) - (next === undefined ? 0 : from(next));
    });
    const order = this.order(key === 'price' ? 'price' : '-carat');
    const ends = [0, all - 1].map((position) => column[order.at(position) ?? -1] ?? Number.NaN);
    return {
      key,
      counts: new Map(counts.map((count, bucket) => [String(bucket), count] as const)),
      missing: this.columns.visibleCount - all,
      ...(all === 0 ? {} : { min: Math.min(...ends), max: Math.max(...ends) }),
    };
  }
}

/**
 * Start position for a walk of the order: a filter by the number that the order sorts by excludes everything before it.
 */
export function firstPosition(order: RowOrder, { ranges }: Columns, filter: ListingFilter): number {
  const { sort } = order;
  const bounds = filter.ranges[sort === '-carat' ? 'carat' : 'price'];
  if (bounds === undefined) return 0;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds;
  const { price, carat } = ranges;
  switch (sort) {
    case 'price':
      return order.positionOf((row) => (price[row] ?? 0) < min);
    case '-price':
      return order.positionOf((row) => (price[row] ?? 0) > max);
    case '-carat':
      return order.positionOf((row) => (carat[row] ?? 0) > max);
    default:
      return 0;
  }
}
