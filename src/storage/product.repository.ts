import { Injectable } from '@nestjs/common';
import type { Product, ProductDetail, StoredDocument } from '../../migrations/index.js';
import { readDetail, VERSIONS } from '../../migrations/index.js';
import { CatalogIndex } from '../catalog-index/catalog-index.js';
import { sameId } from '../catalog-index/indexed-catalog.js';
import { compareBson } from '../listing/bson-order.js';
import { isPublic } from '../listing/filters.js';
import { possibleIds } from '../listing/product-id.js';
import { Collections } from './collections.js';
import { READ_TIMEOUT_MS } from './index-scan.js';
import { LazyUpgrade } from './lazy-upgrade.js';
import { ListingReader } from './listing-reader.js';
import { readProduct } from './read-product.js';
import type { Snapshot } from './snapshot.js';
import { IN_SNAPSHOT, inSnapshot } from './snapshot.js';

/** A product with all that its page shows. */
export interface FullProduct {
  readonly product: Product;
  readonly detail: ProductDetail;
}

/**
 * The versioned repository: reads products of whatever version they are stored in and answers them in the latest. Only
 * public products are answered; documents that cannot be mapped are left out, never changed.
 */
@Injectable()
export class ProductRepository {
  constructor(
    private readonly collections: Collections,
    private readonly index: CatalogIndex,
    private readonly listings: ListingReader,
    private readonly lazyUpgrade: LazyUpgrade,
  ) {}

  /** The product with an `_id` (an exact string first, then an ObjectId, ...) or else a slug; `null` if there is none. */
  findByIdOrSlug(text: string): Promise<FullProduct | null> {
    return inSnapshot(this.collections.client, async (snapshot) => (await this.byId(text, snapshot)) ?? this.bySlug(text, snapshot));
  }

  /** The product with an `_id`; `null` if there is none. */
  findById(text: string): Promise<FullProduct | null> {
    return inSnapshot(this.collections.client, (snapshot) => this.byId(text, snapshot));
  }

  /** The product with a slug; of several the first by `_id`. */
  findBySlug(slug: string): Promise<FullProduct | null> {
    return inSnapshot(this.collections.client, async (snapshot) => {
      await this.listings.catalogNow(snapshot);
      return this.bySlug(slug, snapshot);
    });
  }

  /** The products with the given `_id`s, in the order asked; `null` where there is none. */
  async findByIds(texts: readonly string[]): Promise<(Product | null)[]> {
    const wanted = texts.map(possibleIds);
    const products = await inSnapshot(this.collections.client, (snapshot) => this.listings.fetch(wanted.flat(), snapshot));
    return wanted.map((ids) => firstOf(ids, products, ({ id }) => id) ?? null);
  }

  /** The products with the given stored `_id`s, in that order; those that are gone are left out. */
  async findByStoredIds(ids: readonly unknown[]): Promise<Product[]> {
    const products = await inSnapshot(this.collections.client, (snapshot) => this.listings.fetch(ids, snapshot));
    return ids.flatMap((id) => products.find((product) => sameId(product.id, id)) ?? []);
  }

  private async byId(text: string, snapshot: Snapshot): Promise<FullProduct | null> {
    const ids = possibleIds(text);
    const found = await this.readAll({ _id: { $in: [...ids] } }, snapshot);
    return firstOf(ids, found, ({ product }) => product.id) ?? null;
  }

  /** Slugs stand in documents of each version at other paths, or follow from name and `_id`: the index knows those. */
  private async bySlug(slug: string, snapshot: Snapshot): Promise<FullProduct | null> {
    const catalog = await this.index.caughtUpTo(snapshot.time);
    const stored = VERSIONS.flatMap(({ queries }) => queries.slugs.map((path) => ({ ...queries.scope, [path]: slug })));
    const found = await this.readAll({ $or: [{ _id: { $in: [...catalog.idsOfSlug(slug)] } }, ...stored] }, snapshot);
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
      return isPublic(reading.product) ? [{ product: reading.product, detail: readDetail(reading.upgraded.document) }] : [];
    });
  }
}

/** Most documents that are looked at for one identifier or slug. */
const MAX_SAME = 50;

function firstOf<T>(ids: readonly unknown[], found: readonly T[], idOf: (one: T) => unknown): T | undefined {
  for (const id of ids) {
    const match = found.find((one) => sameId(idOf(one), id));
    if (match !== undefined) return match;
  }
  return undefined;
}
