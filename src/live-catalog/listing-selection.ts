import type { FilterKey } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import { compareSortKeys } from '../listing/sort-orders.js';
import { askedRows } from './asked-rows.js';
import type { Columns } from './columns.js';
import type { FacetCount, ListingCounts } from './facet-counts.js';
import { countAll, countFacets } from './facet-counts.js';
import { firstPosition, RangePositions } from './range-positions.js';
import type { Failures, RowFilter, RowTest } from './row-filter.js';
import { rowFilters } from './row-filter.js';
import type { RowOrder } from './row-order.js';
import type { KeptOrder } from './row-sorting.js';
import { compareRows, rowSortKey } from './row-sorting.js';
import type { TextSearch } from './text-search.js';

/** A page of a listing as rows of the columns. */
export interface SelectedPage {
  /** In listing order. */
  readonly rows: readonly number[];
  /** Their positions in the order, for cursors. */
  readonly keys: readonly SortKey[];
  /** Whether there are more rows in the requested direction. */
  readonly more: boolean;
}

/**
 * If fewer than one row in this many passes, the matches are gathered and sorted; otherwise the order is walked until
 * the page is full.
 */
const SPARSE = 64;

/** Reused across requests: a selection runs within one turn of the event loop. */
const scratch: { failures: Failures } = { failures: { count: new Uint8Array(0), of: new Uint8Array(0) } };

/**
 * One listing over the columns: which rows, in which order, on which page. Use it within one turn of the event loop.
 */
export class ListingSelection {
  /** The full-text query, if there is one. */
  readonly search: TextSearch | undefined;
  /** Positions of the rows requested by `ids` or `slugs`. */
  private readonly asked: ReadonlyMap<number, number> | undefined;
  private readonly filters: readonly RowFilter[];
  private readonly ranges: RangePositions;
  private tested: { readonly failures: Failures; readonly total: number } | undefined;

  constructor(
    private readonly columns: Columns,
    private readonly order: (sort: KeptOrder) => RowOrder,
    private readonly query: ListingQuery,
    search: (text: string) => TextSearch,
  ) {
    this.search = query.filter.q === undefined ? undefined : search(query.filter.q);
    this.asked = askedRows(columns, query.filter);
    this.ranges = new RangePositions(columns, order);
    this.filters = rowFilters(columns, query.filter, (key, min, max) => this.ranges.count(key, min, max));
  }

  /** The exact total and the requested facets. */
  counts(keys: readonly FilterKey[]): ListingCounts {
    const total = this.total();
    if (keys.length === 0) return { total, facets: [] };
    const isOnly = (key: FilterKey): boolean => this.filters.every((filter) => filter.key === key);
    if (this.isPlain && keys.every(isOnly)) return { total, facets: this.countAll(keys) };
    const failing = new Map(this.filters.map(({ key }, position) => [key, position]));
    const failingOnly = (key: FilterKey): Uint32Array => {
      const position = failing.get(key);
      return position === undefined ? new Uint32Array(0) : this.failingOnly(position);
    };
    const passing = this.passingRows();
    const facets = keys.flatMap((key) =>
      // A facet ignores its own selection, so without another filter it covers the whole catalog.
      this.isPlain && isOnly(key) ? this.countAll([key]) : countFacets(this.columns, { passing, failingOnly }, [key]),
    );
    return { total, facets };
  }

  /** The page that the query requests. */
  page(): SelectedPage {
    const rows =
      this.query.sort === 'relevance' || this.query.sort === 'asked'
        ? this.computedPage()
        : this.orderedPage(this.query.sort);
    const more = rows.length > this.query.limit;
    if (more) rows.length = this.query.limit;
    if (this.query.page.kind === 'before') rows.reverse();
    return { rows, keys: rows.map((row) => this.keyOf(row)), more };
  }

  /** Whether the listing has no full-text query and no ids or slugs, which no facet ignores. */
  private get isPlain(): boolean {
    return this.asked === undefined && this.search === undefined;
  }

  private total(): number {
    if (this.isPlain) {
      const [only] = this.filters;
      if (only === undefined) return this.columns.visibleCount;
      if (this.filters.length === 1 && only.total !== undefined) return only.total;
    }
    return this.test().total;
  }

  private countAll(keys: readonly FilterKey[]): FacetCount[] {
    return countAll(this.columns, keys, (key, edges) => this.ranges.facet(key, edges));
  }

  private orderedPage(sort: KeptOrder): number[] {
    const { page, limit } = this.query;
    const order = this.order(sort);
    const wanted = limit + 1;
    const skip = page.kind === 'page' ? (page.page - 1) * limit : 0;
    const isAll = this.filters.length === 0 && this.isPlain;
    if (!isAll && this.total() * SPARSE < this.columns.visibleCount) return this.gatheredPage(sort, skip, wanted);
    const passes = this.passes(isAll);
    const rows: number[] = [];
    let skipped = isAll ? skip : 0;
    // When walking from the start, the last matching row ends the walk.
    const last = page.kind === 'page' ? this.total() : Number.POSITIVE_INFINITY;
    const visit = (row: number): boolean => {
      if (!passes(row)) return true;
      if (skipped < skip) skipped++;
      else rows.push(row);
      return rows.length < wanted && skipped + rows.length < last;
    };
    if (page.kind === 'before') order.backward(page.key, visit);
    else
      order.forward(
        page.kind === 'after' ? page.key : isAll ? skip : firstPosition(order, this.columns, this.query.filter),
        visit,
      );
    return rows;
  }

  /** Few rows pass, so they are gathered and sorted. */
  private gatheredPage(sort: KeptOrder, skip: number, wanted: number): number[] {
    const compare = compareRows(this.columns, sort);
    return this.cut(Array.from(this.passingRows()).sort(compare), skip, wanted);
  }

  /** An order that depends on the query: all matching rows are scored and sorted. */
  private computedPage(): number[] {
    const { sort, page, limit } = this.query;
    const direction = sort === 'relevance' ? -1 : 1;
    const scored = Array.from(this.passingRows(), (row) => ({ row, score: this.computedValue(row) }));
    scored.sort((a, b) => direction * (a.score - b.score) || this.columns.compareIds(a.row, b.row));
    return this.cut(
      scored.map(({ row }) => row),
      page.kind === 'page' ? (page.page - 1) * limit : 0,
      limit + 1,
    );
  }

  private cut(ordered: number[], skip: number, wanted: number): number[] {
    const { page, sort } = this.query;
    if (page.kind === 'page') return ordered.slice(skip, skip + wanted);
    const isAfter = (row: number): number => compareSortKeys(sort, this.keyOf(row), page.key);
    if (page.kind === 'after') {
      const start = ordered.findIndex((row) => isAfter(row) > 0);
      return start < 0 ? [] : ordered.slice(start, start + wanted);
    }
    const end = ordered.findLastIndex((row) => isAfter(row) < 0) + 1;
    return ordered.slice(Math.max(0, end - wanted), end).reverse();
  }

  private passes(isAll: boolean): RowTest {
    if (isAll) return () => true;
    const [only] = this.filters;
    if (this.isPlain && this.filters.length === 1 && only !== undefined && this.tested === undefined)
      return only.passes;
    const { count } = this.test().failures;
    return (row) => count[row] === 0;
  }

  /**
   * Counts for every row how many filters it fails. Rows that are not public, or that the full text or the ids exclude,
   * count as failing twice.
   */
  private test(): { readonly failures: Failures; readonly total: number } {
    if (this.tested !== undefined) return this.tested;
    const { length, visible } = this.columns;
    const failures = clean(length);
    for (const [position, filter] of this.filters.entries()) filter.mark(failures, position, length);
    const { count } = failures;
    let total = 0;
    for (let row = 0; row < length; row++) {
      if (visible[row] !== 1) count[row] = 2;
      else if (!this.isPlain && count[row] !== 2 && !this.base(row)) count[row] = 2;
      if (count[row] === 0) total++;
    }
    this.tested = { failures, total };
    return this.tested;
  }

  private base(row: number): boolean {
    return (
      (this.asked === undefined || this.asked.has(row)) && (this.search === undefined || this.search.score(row) > 0)
    );
  }

  private passingRows(): Uint32Array {
    const {
      failures: { count },
      total,
    } = this.test();
    const rows = new Uint32Array(total);
    let found = 0;
    for (let row = 0; found < total; row++) if (count[row] === 0) rows[found++] = row;
    return rows;
  }

  private failingOnly(position: number): Uint32Array {
    const {
      failures: { count, of },
    } = this.test();
    const { length } = this.columns;
    const rows = new Uint32Array(length);
    let found = 0;
    for (let row = 0; row < length; row++) if (count[row] === 1 && of[row] === position) rows[found++] = row;
    return rows.subarray(0, found);
  }

  private keyOf(row: number): SortKey {
    const { sort } = this.query;
    if (sort === 'relevance' || sort === 'asked')
      return { values: [this.computedValue(row)], id: this.columns.idOf(row) };
    return rowSortKey(this.columns, sort, row);
  }

  private computedValue(row: number): number {
    if (this.query.sort === 'asked') return this.asked?.get(row) ?? 0;
    return this.search?.score(row) ?? 0;
  }
}

function clean(length: number): Failures {
  if (scratch.failures.count.length < length) {
    const size = Math.ceil(length * 1.25);
    scratch.failures = { count: new Uint8Array(size), of: new Uint8Array(size) };
  }
  scratch.failures.count.fill(0, 0, length);
  return scratch.failures;
}
