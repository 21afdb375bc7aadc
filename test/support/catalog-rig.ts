import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { toUpdatePipeline, upgradeToLatest } from '../../migrations/index.js';
import { AnswerCache } from '../../src/catalog/answer-cache.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { CatalogIndex } from '../../src/catalog-index/catalog-index.js';
import { Settings } from '../../src/config/settings.js';
import { IndexBuilder } from '../../src/indexes/index-builder.js';
import type { Collections } from '../../src/storage/collections.js';
import { LazyUpgrade } from '../../src/storage/lazy-upgrade.js';
import type { MongoConnector } from '../../src/storage/mongo-connector.js';
import { ListingReader } from '../../src/storage/listing-reader.js';
import { ProductRepository } from '../../src/storage/product.repository.js';

type Products = mongo.Collection<StoredDocument & { _id: unknown }>;

/** The catalogue's parts on a real database, put together by hand: no HTTP, no dependency injection. */
export interface CatalogRig {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly products: Products;
  readonly index: CatalogIndex;
  readonly listings: ListingReader;
  readonly repository: ProductRepository;
  readonly catalog: CatalogService;
  readonly lazyUpgrade: LazyUpgrade;
  readonly indexes: IndexBuilder;
  /** Every document as it is stored. */
  documents(): Promise<StoredDocument[]>;
  /** Upgrades the documents that are chosen, as the lazy path and the batch do: on the server, by patch. */
  upgrade(choose: (position: number) => boolean): Promise<void>;
  /** Waits until the catalogue index has taken in all that was written. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** How a rig differs from the usual. */
export interface CatalogRigOptions {
  readonly lazyUpgrade?: 'write-back' | 'read-only';
  /** Fills the collection before indexes are built and the catalogue index starts. */
  readonly prepare?: (products: Products) => Promise<void>;
  /** Sees every command that is sent. */
  readonly monitor?: (command: mongo.Document) => void;
}

/** Puts the catalogue on a fresh database that is dropped at the end. */
export async function startCatalogRig(options: CatalogRigOptions = {}): Promise<CatalogRig> {
  const client = new mongo.MongoClient(process.env.TEST_MONGODB_URI ?? '', { readConcernLevel: 'majority', w: 'majority', monitorCommands: options.monitor !== undefined });
  client.on('commandStarted', ({ command }) => options.monitor?.(command));
  await client.connect();
  const db = client.db(`test-${randomUUID()}`);
  const products: Products = db.collection('products', { enableUtf8Validation: false });
  await db.createCollection('products');
  const collections = { client, db, products } as Collections;
  const settings = Object.assign(new Settings(), { LAZY_UPGRADE: options.lazyUpgrade ?? 'read-only' });
  const lazyUpgrade = new LazyUpgrade(collections, settings);
  const connector = { untilConnected: () => Promise.resolve() } as MongoConnector;
  const index = new CatalogIndex(collections, connector);
  const listings = new ListingReader(collections, index, lazyUpgrade);
  const repository = new ProductRepository(collections, index, listings, lazyUpgrade);
  const catalog = new CatalogService(listings, repository, index, new AnswerCache(index));
  const indexes = new IndexBuilder(collections);
  await options.prepare?.(products);
  await indexes.build();
  index.onApplicationBootstrap();
  return {
    client, db, products, index, listings, repository, catalog, lazyUpgrade, indexes,
    documents: () => products.find().toArray(),
    upgrade: (choose) => upgradeStored(products, choose),
    settle: async () => { await listings.count(ALL); },
    close: async () => {
      await lazyUpgrade.onModuleDestroy();
      await index.onModuleDestroy();
      await db.dropDatabase();
      await client.close();
    },
  };
}

const ALL = { filter: { terms: {}, tagsMode: 'any', flags: {}, ranges: {} }, sort: 'newest', limit: 1, page: { kind: 'page', page: 1 }, facets: [], count: 'exact' } as const;

/** Upgrades the stored documents at the chosen positions. */
export async function upgradeStored(products: Products, choose: (position: number) => boolean): Promise<void> {
  let position = 0;
  let updates: mongo.AnyBulkWriteOperation<StoredDocument & { _id: unknown }>[] = [];
  const write = async (): Promise<void> => {
    if (updates.length > 0) await products.bulkWrite(updates, { ordered: false });
    updates = [];
  };
  for await (const document of products.find()) {
    const outcome = choose(position++) ? upgradeToLatest(document) : undefined;
    const filter: Record<string, unknown> = { _id: document._id };
    if (outcome?.ok === true && outcome.value.patch !== null) updates.push({ updateOne: { filter, update: toUpdatePipeline(outcome.value.patch) } });
    if (updates.length === 1_000) await write();
  }
  await write();
}
