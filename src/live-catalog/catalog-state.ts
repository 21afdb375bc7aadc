import type { Product } from '../../migrations/index.js';
import type { FilterKey } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import { idKey } from '../listing/product-id.js';
import { shortened } from '../listing/shortened-product.js';
import { sortKeyOf } from '../listing/sort-orders.js';
import { Columns } from './columns.js';
import { textHash } from '../../packages/text-hash/text-hash.js';
import { EntryStore } from './entry-store.js';
import type { ListingCounts } from './facet-counts.js';
import { ListingSelection, type SelectedPage } from './listing-selection.js';
import { RowOrder } from './row-order.js';
import { KEPT_ORDERS, type KeptOrder, namesDescending, rowSortValues, sortRows } from './row-sorting.js';
import { TextSearch } from './text-search.js';

/** One stored document, as the catalog receives it. */
export interface CatalogedProduct {
  readonly product: Product;
  /** The version in which it is stored. */
  readonly version: number;
}

/** Serializes what listings show of a product as JSON. Equal content must give equal text. */
export type Serialize = (product: Product) => string;

/** A page of a listing with its total and facets, all from a single state of the catalog. */
export interface ListedPage extends SelectedPage {
  readonly counts: ListingCounts | undefined;
  /** The full-text query as it was understood, if its spelling was corrected. */
  readonly correctedText: string | undefined;
}

/** The size of the catalog. */
export interface CatalogSizes {
  readonly products: number;
  /** Off-heap memory of the entries. */
  readonly entryBytes: number;
  readonly evicted: number;
  /** Changes applied since the start. */
  readonly changes: number;
}

/**
 * The catalog in memory: columns to filter and sort by, ready JSON for listings, and every sort order. It knows nothing
 * of MongoDB; `LiveCatalog` fills it and keeps it up to date. Every answer is read from it within one turn of the event
 * loop, so page, total, facets and cursors belong to one state.
 */
export class CatalogState {
  readonly columns = new Columns();
  readonly entries: EntryStore;
  private readonly orders = new Map<KeptOrder, RowOrder>();
  private hashes = new Float64Array(1024);
  private lastSearch: { readonly text: string; readonly revision: number; readonly search: TextSearch } | undefined;
  /** Grows with every change of content. Equal revisions give equal answers, except when sorting by popularity. */
  revision = 0;
  /** Grows with every change of popularity alone. The order by popularity depends on both revisions. */
  popularityRevision = 0;

  constructor(
    private readonly serialize: Serialize,
    maxEntryBytes?: number,
  ) {
    this.entries = new EntryStore(maxEntryBytes);
  }

  /** Applies the current state of one product; `undefined` means that the product no longer exists. */
  set(id: unknown, found: CatalogedProduct | undefined): void {
    const row = this.columns.rowOf(id);
    if (found === undefined) {
      if (row !== undefined) this.remove(row);
      return;
    }
    const { version } = found;
    const product = shortened(found.product);
    const json = this.serialize(product);
    const hash = hashOf(product, json);
    if (row !== undefined && this.hashes[row] === hash) {
      // The content is unchanged, e.g. after an upgrade.
      this.columns.setVersion(row, version);
      this.setPopularity(row, product);
      if (!this.entries.has(row)) this.entries.set(row, json);
      return;
    }
    this.revision++;
    this.write(row, { product, version }, json, hash);
  }

  /** The content hash of a row. Equal content has an equal hash on every instance. */
  hashOf(row: number): number {
    return this.hashes[row] ?? 0;
  }

  /** Builds all orders. Until then, products are added without maintaining any order. */
  makeOrders(): void {
    const { columns } = this;
    const byId = columns.usedRows().filter((row) => columns.visible[row] === 1);
    if (!isAscending(byId, (a, b) => columns.compareIds(a, b))) byId.sort((a, b) => columns.compareIds(a, b));
    const byName = sortRows(columns, 'name', byId);
    const sorted = (sort: KeptOrder): Uint32Array => {
      if (sort === 'name') return byName;
      return sort === '-name' ? namesDescending(columns, byName) : sortRows(columns, sort, byId);
    };
    for (const sort of KEPT_ORDERS) this.orders.set(sort, new RowOrder(columns, sort, sorted(sort)));
  }

  /** A page, with the counts and the corrected text that the query asks for. */
  list(query: ListingQuery): ListedPage {
    const selection = this.selection(query);
    const wantsCounts = query.count === 'exact' || query.facets.length > 0;
    return {
      ...selection.page(),
      counts: wantsCounts ? selection.counts(query.facets) : undefined,
      correctedText: selection.search?.corrected,
    };
  }

  /** The exact total and the requested facets of a listing. */
  count(query: ListingQuery, facets: readonly FilterKey[] = query.facets): ListingCounts {
    return this.selection(query).counts(facets);
  }

  private selection(query: ListingQuery): ListingSelection {
    return new ListingSelection(
      this.columns,
      (sort) => this.order(sort),
      query,
      (text) => this.search(text),
    );
  }

  /** A full-text query. The page, total and facets of one listing share it until any product changes. */
  private search(text: string): TextSearch {
    if (this.lastSearch?.text !== text || this.lastSearch.revision !== this.revision) {
      this.lastSearch = { text, revision: this.revision, search: new TextSearch(this.columns, text) };
    }
    return this.lastSearch.search;
  }

  private order(sort: KeptOrder): RowOrder {
    const order = this.orders.get(sort);
    if (order === undefined) throw new Error(`The order by ${sort} has not been made`);
    return order;
  }

  /** Updates only the orders in which the product moves. */
  private write(old: number | undefined, { product, version }: CatalogedProduct, json: string, hash: number): void {
    const moved = [...this.orders.values()].filter((order) => old === undefined || this.moves(order, old, product));
    if (old !== undefined && this.columns.visible[old] === 1) for (const order of moved) order.remove(old);
    const row = this.columns.put(product, version);
    if (row >= this.hashes.length) {
      const larger = new Float64Array(this.hashes.length * 2);
      larger.set(this.hashes);
      this.hashes = larger;
    }
    this.hashes[row] = hash;
    this.entries.set(row, json);
    if (this.columns.visible[row] === 1) for (const order of moved) order.insert(row);
  }

  /** Views and purchases change with every visitor, so only one order and its answers depend on them. */
  private setPopularity(row: number, product: Product): void {
    if (this.columns.hasPopularity(row, product)) return;
    this.popularityRevision++;
    const order = this.columns.visible[row] === 1 ? this.orders.get('popular') : undefined;
    order?.remove(row);
    this.columns.setPopularity(row, product);
    order?.insert(row);
  }

  private moves({ sort }: RowOrder, row: number, product: Product): boolean {
    if (this.columns.visible[row] !== Number(this.columns.shows(product))) return true;
    const before = rowSortValues(this.columns, sort, row);
    const { values } = sortKeyOf(product, sort);
    return before.some((value, part) => value !== values[part]);
  }

  private remove(row: number): void {
    this.revision++;
    if (this.columns.visible[row] === 1) for (const order of this.orders.values()) order.remove(row);
    this.columns.remove(row);
    this.entries.delete(row);
    this.hashes[row] = 0;
  }
}

/**
 * The type of the `_id` is part of the hash: a string and an ObjectId with the same digits are two products. Page views
 * and purchases are not: they change with every visitor, and only the order by popularity depends on them.
 */
function hashOf(product: Product, json: string): number {
  return textHash(
    `${idKey(product.id)} ${product.status} ${product.createdAt?.getTime() ?? ''} ${foundBy(product)} ${json}`,
  );
}

function foundBy({ discovery: { collections, metals, stones, customizable, onSale } }: Product): string {
  // Collection names may contain any character.
  return `${JSON.stringify(collections)} ${metals.join()} ${stones.join()} ${Number(customizable)}${Number(onSale)}`;
}

function isAscending(rows: Uint32Array, compare: (a: number, b: number) => number): boolean {
  for (let at = 1; at < rows.length; at++) if (compare(rows[at - 1] ?? 0, rows[at] ?? 0) > 0) return false;
  return true;
}
