import type { Product } from '../../migrations/index.js';
import type { FilterKey } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import type { IndexedProduct } from './columns.js';
import { idKey } from '../listing/product-id.js';
import { Columns } from './columns.js';
import { ContentDigest, contentHash } from './content-hash.js';
import type { ListingCounts } from './facet-counts.js';
import { countListing } from './facet-counts.js';
import { ListingSelection } from './listing-selection.js';
import { rowFilters } from './row-filter.js';
import type { KeptOrder } from './row-order.js';
import { compareRows, RowOrder } from './row-order.js';
import { sortRows } from './sort-rows.js';
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
  private readonly digest = new ContentDigest();
  /** The cluster time from which on it is known which products are irregular. */
  private formsFrom = 0n;
  /** The cluster time at which another collection took the place of the one that was read. */
  private switchedAt: bigint | undefined;
  private lastSearch: { readonly text: string; readonly revision: number; readonly search: TextSearch } | undefined;
  /** Grows with every change of content: equal numbers, equal answers, but for the order by popularity. */
  revision = 0;
  /** Grows with every change of popularity alone. */
  popularityRevision = 0;
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
      this.setPopularity(row, indexed.product);
      return;
    }
    if (row === undefined && indexed === undefined) return;
    this.revision++;
    if (row !== undefined) this.remove(row);
    if (indexed !== undefined) this.insert(indexed, hash);
  }

  /** Whether the collection that was read is the live one still. */
  get isSettled(): boolean {
    return this.switchedAt === undefined;
  }

  /**
   * Whether `irregularIds` can be relied upon for a snapshot. Content outlives a switch of the collection, since a
   * migration changes the version of documents and nothing else; which ones an index scan misplaces does not.
   */
  knowsForms(time: bigint): boolean {
    return time >= this.formsFrom && time <= this.knownTo && (this.switchedAt === undefined || time < this.switchedAt);
  }

  /** Takes note that another collection is live from a cluster time on. Changes of content are taken in as before. */
  switched(time: bigint): void {
    this.switchedAt ??= time;
  }

  /**
   * Makes this index, just read, the one that takes over from another. Where both have the same content its revision
   * stays, and so does every answer that was kept; else it gets one that the other never had.
   */
  takeOver(from: IndexedCatalog | undefined): void {
    this.formsFrom = this.knownTo;
    const same = from !== undefined && from.columns.count === this.columns.count && from.digest.equals(this.digest);
    this.revision = (from?.revision ?? 0) + (same ? 0 : 1);
    this.popularityRevision = (from?.popularityRevision ?? 0) + 1;
  }

  /** The orders that listings have asked for. */
  get keptOrders(): readonly KeptOrder[] {
    return [...this.orders.keys()];
  }

  /** Makes an order in small steps; nothing may change in the index meanwhile. */
  *makeOrder(sort: KeptOrder): Generator<undefined> {
    this.orders.set(sort, new RowOrder(this.columns, sort, yield* sortRows(this.rows(), compareRows(this.columns, sort))));
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
      order = new RowOrder(this.columns, sort, this.rows().sort(compareRows(this.columns, sort)));
      this.orders.set(sort, order);
    }
    return order;
  }

  private rows(): Uint32Array {
    const rows = new Uint32Array(this.columns.count);
    let count = 0;
    for (let row = 0; row < this.columns.length; row++) if (this.columns.ids[row] !== undefined) rows[count++] = row;
    return rows;
  }

  /** Views and purchases change with every visitor: only one order and its answers depend on them. */
  private setPopularity(row: number, product: Product): void {
    if (this.columns.hasPopularity(row, product)) return;
    this.popularityRevision++;
    const order = this.orders.get('popular');
    order?.remove(row);
    this.columns.setPopularity(row, product);
    order?.insert(row);
  }

  private insert(indexed: IndexedProduct, hash: number): void {
    const row = this.columns.add(indexed);
    this.hashes[row] = hash;
    this.digest.toggle(hash);
    for (const order of this.orders.values()) order.insert(row);
  }

  private remove(row: number): void {
    for (const order of this.orders.values()) order.remove(row);
    this.digest.toggle(this.hashes[row] ?? 0);
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
