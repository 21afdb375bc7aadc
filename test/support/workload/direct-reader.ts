import type { Collection, MongoClient } from 'mongodb';

import type { Product, StoredDocument } from '../../../migrations/index.js';
import { toProductListDto } from '../../../src/catalog/product.mapper.js';
import { isPublic } from '../../../src/listing/filters.js';
import { possibleIds } from '../../../src/listing/product-id.js';
import { compareSortKeys, sortKeyOf } from '../../../src/listing/sort-orders.js';
import { IN_SNAPSHOT, inSnapshot } from '../../../src/database/snapshot.js';
import type { CatalogPage, CatalogReader, CatalogTotals, WalkSort } from './catalog-reader.js';
import type { ShownProduct } from './expected-content.js';
import { productOf } from './tracked-product.js';

/**
 * Reads the collection itself, like a service without any index: it sees exactly what a switch does to the name
 * `products`.
 */
export class DirectReader implements CatalogReader {
  constructor(
    private readonly client: MongoClient,
    private readonly products: Collection,
  ) {}

  /** Everything in one page, from one point in time. */
  async page(sort: WalkSort): Promise<CatalogPage> {
    const sorted = (await this.all()).sort((a, b) => compareSortKeys(sort, sortKeyOf(a, sort), sortKeyOf(b, sort)));
    return { products: sorted.map(shown), next: null };
  }

  async product(id: string): Promise<ShownProduct | null> {
    const document = await this.products.findOne({ _id: { $in: possibleIds(id) } } as never);
    const product = document === null ? undefined : productOf(document as StoredDocument);
    return product === undefined || !isPublic(product) ? null : shown(product);
  }

  async totals(): Promise<CatalogTotals> {
    const { length } = await this.all();
    return { total: length, byCategory: length };
  }

  private async all(): Promise<Product[]> {
    // The newest snapshot of a collection that has just been renamed is rejected for a moment (code 246): retry then.
    const documents = await inSnapshot(this.client, ({ session }) =>
      this.products.find({}, { session, ...IN_SNAPSHOT, batchSize: 100_000 }).toArray(),
    );
    return documents.flatMap((document) => productOf(document as StoredDocument) ?? []).filter(isPublic);
  }
}

function shown(product: Product): ShownProduct {
  return JSON.parse(JSON.stringify(toProductListDto(product))) as ShownProduct;
}
