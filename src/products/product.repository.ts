import { Injectable } from '@nestjs/common';
import type { Product, ProductDetail, StoredDocument } from '../../migrations/index.js';
import { readDetail, VERSIONS } from '../../migrations/index.js';
import { compareBson } from '../listing/bson-order.js';
import { isPublic } from '../listing/filters.js';
import { possibleIds, sameId } from '../listing/product-id.js';
import { byIds, Collections } from '../database/collections.js';
import { LazyUpgrade } from './lazy-upgrade.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { readProduct } from './read-product.js';
import type { Snapshot } from '../database/snapshot.js';
import { IN_SNAPSHOT, inSnapshot } from '../database/snapshot.js';

/** A product with everything its page shows. */
export interface FullProduct {
  readonly product: Product;
  readonly detail: ProductDetail;
}

/** The time limit of the database for one read of a public request, in milliseconds. */
export const READ_TIMEOUT_MS = 2_000;

/** The maximum number of documents checked for one identifier or slug. */
const MAX_SAME = 50;

/**
 * The versioned repository of single products: reads a document of any version and returns it in the latest. Only
 * public products are returned; documents that cannot be mapped are skipped, never changed. Listings come from the
 * catalog in memory instead.
 */
@Injectable()
export class ProductRepository {
  constructor(
    private readonly collections: Collections,
    private readonly connector: MongoConnector,
    private readonly lazyUpgrade: LazyUpgrade,
  ) {}

  /**
   * The product with an `_id` (first the exact string, then an ObjectId, ...) or else a slug; `null` if there is none.
   * @param derived `_id`s of products that have the slug without storing it, according to the catalog
   */
  findByIdOrSlug(text: string, derived: readonly unknown[]): Promise<FullProduct | null> {
    return this.inSnapshot(
      async (snapshot) => (await this.byId(text, snapshot)) ?? this.bySlug(text, derived, snapshot),
    );
  }

  /** The product with an `_id`; `null` if there is none. */
  findById(text: string): Promise<FullProduct | null> {
    return this.inSnapshot((snapshot) => this.byId(text, snapshot));
  }

  /** The product with a slug; if there are several, the first by `_id`. */
  findBySlug(slug: string, derived: readonly unknown[]): Promise<FullProduct | null> {
    return this.inSnapshot((snapshot) => this.bySlug(slug, derived, snapshot));
  }

  private inSnapshot<T>(read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    this.connector.requireReadable();
    return inSnapshot(this.collections.client, read);
  }

  private async byId(text: string, snapshot: Snapshot): Promise<FullProduct | null> {
    const ids = possibleIds(text);
    const found = await this.readAll(byIds(ids), snapshot);
    return ids.flatMap((id) => found.find(({ product }) => sameId(product.id, id)) ?? [])[0] ?? null;
  }

  /** Each version keeps the slug at other paths, or derives it from name and `_id`. */
  private async bySlug(slug: string, derived: readonly unknown[], snapshot: Snapshot): Promise<FullProduct | null> {
    const stored = VERSIONS.flatMap(({ queries }) => queries.slugs.map((path) => ({ ...queries.scope, [path]: slug })));
    const found = await this.readAll({ $or: [byIds(derived), ...stored] }, snapshot);
    const matching = found.filter(({ product }) => product.slug === slug);
    return matching.sort((a, b) => compareBson(a.product.id, b.product.id))[0] ?? null;
  }

  private async readAll(filter: Readonly<Record<string, unknown>>, snapshot: Snapshot): Promise<FullProduct[]> {
    const documents = await this.collections.products
      .find(filter, { ...IN_SNAPSHOT, session: snapshot.session, limit: MAX_SAME, maxTimeMS: READ_TIMEOUT_MS })
      .toArray();
    return documents.flatMap((document: StoredDocument) => {
      const reading = readProduct(document);
      if (reading.kind !== 'product') return [];
      this.lazyUpgrade.offer(reading);
      return isPublic(reading.product)
        ? [{ product: reading.product, detail: readDetail(reading.upgraded.document) }]
        : [];
    });
  }
}
