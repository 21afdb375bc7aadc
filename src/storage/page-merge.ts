import type { Product } from '../../migrations/index.js';
import { sameId } from '../catalog-index/indexed-catalog.js';
import { isPublic, passesFilter } from '../listing/filters.js';
import type { ListingQuery } from '../listing/listing-query.js';
import type { SortKey } from '../listing/sort-orders.js';
import { compareSortKeys, sortKeyOf } from '../listing/sort-orders.js';

/** Products in listing order, one at a time. */
export interface OrderedReader {
  /** The next product without taking it; `undefined` at the end. */
  peek(): Promise<Product | undefined>;
  /** Takes the product that `peek` showed. */
  take(): void;
}

interface Entry {
  readonly product: Product;
  readonly key: SortKey;
}

/** Collects a page from several ordered readers and some products that come from nowhere in particular. */
export class PageMerge {
  private readonly loose: Entry[] = [];
  private readonly taken: Entry[] = [];

  constructor(private readonly query: ListingQuery, private readonly backward: boolean) {}

  /** Adds products that were read by `_id`. */
  add(products: readonly Product[]): void {
    for (const product of products) {
      const key = sortKeyOf(product, this.query.sort);
      if (passesFilter(product, this.query.filter) && this.isOnPage(key)) this.loose.push({ product, key });
    }
    this.loose.sort((a, b) => this.compare(a.key, b.key));
  }

  /** Merges readers until the page is full (true) or they are exhausted (false). */
  async drain(readers: readonly OrderedReader[]): Promise<boolean> {
    while (this.taken.length <= this.query.limit) {
      let best: (Entry & { readonly reader: OrderedReader }) | undefined;
      for (const reader of readers) {
        const product = await this.nextPassing(reader);
        if (product === undefined) continue;
        const key = sortKeyOf(product, this.query.sort);
        if (best === undefined || this.compare(key, best.key) < 0) best = { reader, product, key };
      }
      if (best === undefined) return false;
      this.takeLooseBefore(best.key);
      this.push(best);
      best.reader.take();
    }
    return true;
  }

  /** Takes what is left once all readers are exhausted. */
  finish(): void {
    for (const entry of this.loose.splice(0)) this.push(entry);
  }

  page(): { readonly products: readonly Product[]; readonly keys: readonly SortKey[]; readonly more: boolean } {
    const entries = this.taken.slice(0, this.query.limit);
    if (this.backward) entries.reverse();
    return { products: entries.map(({ product }) => product), keys: entries.map(({ key }) => key), more: this.taken.length > this.query.limit };
  }

  private async nextPassing(reader: OrderedReader): Promise<Product | undefined> {
    for (let product = await reader.peek(); product !== undefined; product = await reader.peek()) {
      if (isPublic(product) && passesFilter(product, this.query.filter)) return product;
      reader.take();
    }
    return undefined;
  }

  private takeLooseBefore(key: SortKey): void {
    while (this.loose[0] !== undefined && this.compare(this.loose[0].key, key) < 0) {
      const [entry] = this.loose.splice(0, 1);
      if (entry !== undefined) this.push(entry);
    }
  }

  /** A product is taken once, even if it was found both by a scan and by `_id`. */
  private push(entry: Entry): void {
    if (!this.taken.some(({ key }) => sameId(key.id, entry.key.id))) this.taken.push({ product: entry.product, key: entry.key });
  }

  private isOnPage(key: SortKey): boolean {
    const { page, sort } = this.query;
    if (page.kind === 'page') return true;
    return page.kind === 'before' ? compareSortKeys(sort, key, page.key) < 0 : compareSortKeys(sort, key, page.key) > 0;
  }

  private compare(a: SortKey, b: SortKey): number {
    return this.backward ? compareSortKeys(this.query.sort, b, a) : compareSortKeys(this.query.sort, a, b);
  }
}
