import type { CatalogRig } from './catalog-rig.js';
import { ProductWriter } from '../../src/product-writes/product-writer.js';
import { StoredProducts } from '../../src/product-writes/stored-product.js';
import { WriteOnce } from '../../src/product-writes/write-once.js';
import { WriteReceipts } from '../../src/product-writes/write-receipts.js';
import type { LiveCatalog } from '../../src/live-catalog/live-catalog.js';
import type { Collections } from '../../src/database/collections.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';

/** A database that always counts as reachable, and a catalog that nobody reads. */
export const reachable = {
  requireReadable: () => undefined,
  requireWritable: () => undefined,
} as unknown as MongoConnector;
const catalog = { acknowledge: () => Promise.resolve() } as unknown as LiveCatalog;

/** The write side of the repository on a rig's database, like one instance of the service. */
export async function writerOn({
  client,
  db,
  products,
}: Pick<CatalogRig, 'client' | 'db' | 'products'>): Promise<ProductWriter> {
  const collections = { client, db, products } as Collections;
  const receipts = new WriteReceipts(collections);
  await receipts.prepare();
  return new ProductWriter(
    collections,
    new StoredProducts(collections),
    new WriteOnce(collections, receipts, reachable, catalog),
  );
}
