import { compareBson } from '../listing/bson-order.js';
import type { ListingFilter } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import { possibleIds } from '../listing/product-id.js';
import type { SortKey } from '../listing/sort-orders.js';
import { compareSortKeys } from '../listing/sort-orders.js';
import type { Columns } from './columns.js';
import type { SelectedPage } from './indexed-catalog.js';
import type { RowTest } from './row-filter.js';
import { rowFilters } from './row-filter.js';
import type { KeptOrder, RowOrder } from './row-order.js';
import { rowSortKey } from './row-order.js';
import type { TextSearch } from './text-search.js';

/** One listing over the columns: which rows, in which order, which page. */
export class ListingSelection {
  /** The full-text query, where there is one. */
  readonly search: TextSearch | undefined;
  /** Positions of the rows that were asked for by `ids` or `slugs`. */
  private readonly asked: ReadonlyMap<number, number> | undefined;

  constructor(
    private readonly columns: Columns,
    private readonly order: (sort: KeptOrder) => RowOrder,
    private readonly query: ListingQuery,
    search: (text: string) => TextSearch,
  ) {
    this.search = query.filter.q === undefined ? undefined : search(query.filter.q);
    this.asked = askedRows(columns, query.filter);
  }

  /** What no facet ignores: the full text and the asked identifiers. */
  readonly base: RowTest = (row) =>
    (this.asked === undefined || this.asked.has(row)) &&
    (this.search === undefined || this.search.score(row) > 0);

  /** The page that the query asks for. */
  page(): SelectedPage {
    return this.take(this.passes());
  }

  /** The same page of irregular rows alone: the first ones, since the regular ones are read elsewhere. */
  irregularPage(): SelectedPage {
    const passes = this.passes();
    return this.take((row) => this.columns.irregular[row] === 1 && passes(row), 1);
  }

  private passes(): RowTest {
    const filters = rowFilters(this.columns, this.query.filter);
    return (row) => this.columns.visible[row] === 1 && filters.every((filter) => filter.passes(row)) && this.base(row);
  }

  private take(passes: RowTest, extra = 0): SelectedPage {
    const { page, limit } = this.query;
    const wanted = limit + extra;
    let skip = page.kind === 'page' ? (page.page - 1) * limit : 0;
    const rows: number[] = [];
    let more = false;
    for (const row of this.rows(passes)) {
      if (skip > 0) { skip--; continue; }
      if (rows.length === wanted) { more = true; break; }
      rows.push(row);
    }
    if (page.kind === 'before') rows.reverse();
    return { ids: rows.map((row) => this.columns.ids[row]), keys: rows.map((row) => this.keyOf(row)), more };
  }

  /** The rows that pass, from the page's place on, in the direction that is asked. */
  private *rows(passes: RowTest): Generator<number> {
    const { page, sort } = this.query;
    if (sort === 'relevance' || sort === 'asked') {
      yield* this.computedOrder(passes);
      return;
    }
    const order = this.order(sort);
    for (const row of page.kind === 'before' ? order.before(page.key) : order.after(page.kind === 'after' ? page.key : undefined)) {
      if (passes(row)) yield row;
    }
  }

  /** An order that depends on the query: all passing rows are scored and sorted. */
  private *computedOrder(passes: RowTest): Generator<number> {
    const { page, sort } = this.query;
    const scored: { row: number; score: number }[] = [];
    for (let row = 0; row < this.columns.length; row++) if (passes(row)) scored.push({ row, score: this.computedValue(row) });
    const direction = sort === 'relevance' ? -1 : 1;
    scored.sort((a, b) => direction * (a.score - b.score) || compareBson(this.columns.ids[a.row], this.columns.ids[b.row]));
    const ordered = scored.map(({ row }) => row);
    if (page.kind === 'page') yield* ordered;
    else if (page.kind === 'after') yield* ordered.filter((row) => compareSortKeys(sort, this.keyOf(row), page.key) > 0);
    else yield* ordered.filter((row) => compareSortKeys(sort, this.keyOf(row), page.key) < 0).reverse();
  }

  private keyOf(row: number): SortKey {
    const { sort } = this.query;
    if (sort === 'relevance' || sort === 'asked') return { values: [this.computedValue(row)], id: this.columns.ids[row] };
    return rowSortKey(this.columns, sort, row);
  }

  private computedValue(row: number): number {
    if (this.query.sort === 'asked') return this.asked?.get(row) ?? 0;
    return this.search?.score(row) ?? 0;
  }
}

/** The rows that `ids` and `slugs` name, each with the position at which it was named first. */
function askedRows(columns: Columns, { ids, slugs }: ListingFilter): ReadonlyMap<number, number> | undefined {
  if (ids === undefined && slugs === undefined) return undefined;
  const byId = positions((ids ?? []).map((text) => possibleIds(text).map((id) => columns.rowOf(id)).find((row) => row !== undefined && columns.visible[row] === 1)));
  const bySlug = positions((slugs ?? []).map((slug) => rowOfSlug(columns, slug)));
  if (slugs === undefined) return byId;
  if (ids === undefined) return bySlug;
  // Both given: they combine with "and" like all parameters; `ids` gives the order.
  return new Map([...byId].filter(([row]) => bySlug.has(row)));
}

/** Of several public products with one slug, the first by `_id`: the one that the product page shows. */
function rowOfSlug(columns: Columns, slug: string): number | undefined {
  const rows = columns.rowsOfSlug(slug).filter((row) => columns.visible[row] === 1);
  return rows.sort((a, b) => compareBson(columns.ids[a], columns.ids[b]))[0];
}

function positions(rows: readonly (number | undefined)[]): Map<number, number> {
  const map = new Map<number, number>();
  for (const [position, row] of rows.entries()) if (row !== undefined && !map.has(row)) map.set(row, position);
  return map;
}
