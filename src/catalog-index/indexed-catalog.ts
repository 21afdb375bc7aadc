import type { FilterKey } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import type { IndexedProduct } from './columns.js';
import { Columns, idKey } from './columns.js';
import { contentHash } from './content-hash.js';
import type { ListingCounts } from './facet-counts.js';
import { countListing } from './facet-counts.js';
import { ListingSelection } from './listing-selection.js';
import { rowFilters } from './row-filter.js';
import type { KeptOrder } from './row-order.js';
import { RowOrder } from './row-order.js';
import { TextSearch } from './text-search.js';

/** A page of a listing as the index sees it. */
export interface SelectedPage {
  /** `_id`s in listing order. */
  readonly ids: readonly unknown[];
  /** Their places in the order, for cursors. */
  readonly keys: readonly SortKey[];
  /** Whether there are more in the direction that was asked. */
  readonly more: boolean;
}

/** How long a document that became regular is still looked for by `_id`: longer than any snapshot read takes. */
const TRANSITION_MEMORY = 10_000;

/**
 * The catalogue's filterable content in memory: a derived index, never a source of products. It knows nothing of
 * MongoDB; `CatalogIndex` builds it from the collection and keeps it in step.
 */
export class IndexedCatalog {
  readonly columns = new Columns();
  private readonly orders = new Map<KeptOrder, RowOrder>();
  private readonly hashes: number[] = [];
  /** `_id`s that were irregular until a cluster time: a read of an earlier snapshot still has to find them by `_id`. */
  private readonly transitions: { readonly id: unknown; readonly until: bigint }[] = [];
  private lastSearch: { readonly text: string; readonly revision: number; readonly search: TextSearch } | undefined;
  /** Grows with every change of content: equal numbers, equal answers. */
  revision = 0;
  /** The cluster time up to which every change is taken in. */
  knownTo = 0n;

  /** Takes in the present state of one product; `undefined`: there is no such product (any more). */
  set(id: unknown, indexed: IndexedProduct | undefined, time: bigint): void {
    const row = this.columns.rowOf(id);
    const hash = indexed === undefined ? 0 : contentHash(indexed.product);
    if (row !== undefined && this.columns.irregular[row] === 1 && indexed?.regular !== false) this.remember(id, time);
    if (row !== undefined && indexed !== undefined && this.hashes[row] === hash) {
      // The content is the same (an upgrade, say): only the way to find the document may differ.
      this.columns.setIrregular(row, !indexed.regular);
      return;
    }
    if (row === undefined && indexed === undefined) return;
    this.revision++;
    if (row !== undefined) this.remove(row);
    if (indexed !== undefined) this.insert(indexed, hash);
  }

  /** Exact total and the asked facets of a listing. */
  count(query: ListingQuery, facets: readonly FilterKey[] = query.facets): ListingCounts {
    const selection = this.selection(query);
    return countListing(this.columns, selection.base, rowFilters(this.columns, query.filter), facets);
  }

  /** One page of a listing. */
  select(query: ListingQuery): SelectedPage {
    return this.selection(query).page();
  }

  /** The query as its words were understood, where their spelling was corrected. */
  correctedText(query: ListingQuery): string | undefined {
    return this.selection(query).search?.corrected;
  }

  /**
   * The `_id`s that a read of the snapshot `time` has to fetch besides its index scans: the first irregular products of
   * the page, and those that were irregular when the snapshot was taken but are no more.
   */
  irregularIds(query: ListingQuery, time: bigint): readonly unknown[] {
    const ids = this.columns.irregularCount === 0 ? [] : this.selection(query).irregularPage().ids;
    return [...ids, ...this.transitions.filter(({ until }) => until > time).map(({ id }) => id)];
  }

  /** The products with a slug, as `_id`s. */
  idsOfSlug(slug: string): readonly unknown[] {
    return this.columns.rowsOfSlug(slug).map((row) => this.columns.ids[row]);
  }

  private selection(query: ListingQuery): ListingSelection {
    return new ListingSelection(this.columns, (sort) => this.order(sort), query, (text) => this.search(text));
  }

  /** A full-text query; page, total and facets of one listing share it, until any product changes. */
  private search(text: string): TextSearch {
    if (this.lastSearch?.text !== text || this.lastSearch.revision !== this.revision) {
      this.lastSearch = { text, revision: this.revision, search: new TextSearch(this.columns, text) };
    }
    return this.lastSearch.search;
  }

  /** An order of all rows, made at its first use. */
  private order(sort: KeptOrder): RowOrder {
    let order = this.orders.get(sort);
    if (order === undefined) {
      const rows: number[] = [];
      for (let row = 0; row < this.columns.length; row++) if (this.columns.ids[row] !== undefined) rows.push(row);
      order = new RowOrder(this.columns, sort, rows);
      this.orders.set(sort, order);
    }
    return order;
  }

  private insert(indexed: IndexedProduct, hash: number): void {
    const row = this.columns.add(indexed);
    this.hashes[row] = hash;
    for (const order of this.orders.values()) order.insert(row);
  }

  private remove(row: number): void {
    for (const order of this.orders.values()) order.remove(row);
    this.columns.remove(row);
  }

  private remember(id: unknown, until: bigint): void {
    this.transitions.push({ id, until });
    if (this.transitions.length > TRANSITION_MEMORY) this.transitions.shift();
  }
}

/** Whether two `_id`s are the same value of the same type. */
export function sameId(a: unknown, b: unknown): boolean {
  return idKey(a) === idKey(b);
}

