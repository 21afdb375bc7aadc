import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { toUpdatePipeline, upgradeToLatest } from '../../migrations/index.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { LiveCatalog } from '../../src/live-catalog/live-catalog.js';
import { Settings } from '../../src/config/settings.js';
import { IndexBuilder } from '../../src/indexes/index-builder.js';
import type { Collections } from '../../src/database/collections.js';
import { LazyUpgrade } from '../../src/products/lazy-upgrade.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';
import { clusterTime } from '../../src/database/cluster-time.js';
import { presentTime } from '../../src/database/present-time.js';
import { ProductRepository } from '../../src/products/product.repository.js';

type Products = mongo.Collection<StoredDocument & { _id: unknown }>;

const CAUGHT_UP_WITHIN_MS = 120_000;

/** The catalog's parts on a real database, assembled by hand: no HTTP, no dependency injection. */
export interface CatalogRig {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly products: Products;
  readonly live: LiveCatalog;
  readonly repository: ProductRepository;
  readonly catalog: CatalogService;
  readonly lazyUpgrade: LazyUpgrade;
  readonly indexes: IndexBuilder;
  /** Every document as stored. */
  documents(): Promise<StoredDocument[]>;
  /** Upgrades the selected documents as the lazy path and the batch do: on the server, by patch. */
  upgrade(choose: (position: number) => boolean): Promise<void>;
  /** Waits until the catalog has applied all writes. */
  caughtUp(): Promise<void>;
  /** The same, and until no re-read is in progress. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** How a rig differs from the default. */
export interface CatalogRigOptions {
  readonly lazyUpgrade?: 'write-back' | 'read-only';
  /** Fills the collection before indexes are built and the catalog index starts. */
  readonly prepare?: (products: Products) => Promise<void>;
  /** Observes every command that is sent. */
  readonly monitor?: (command: mongo.Document) => void;
  readonly settings?: Partial<Settings>;
  /** Options of the collection, such as a collation. */
  readonly collection?: mongo.CreateCollectionOptions;
}

/** Starts the catalog on a new database that is dropped at the end. */
export async function startCatalogRig(options: CatalogRigOptions = {}): Promise<CatalogRig> {
  const client = new mongo.MongoClient(process.env.TEST_MONGODB_URI ?? '', {
    readConcernLevel: 'majority',
    w: 'majority',
    monitorCommands: options.monitor !== undefined,
  });
  client.on('commandStarted', ({ command }) => options.monitor?.(command));
  await client.connect();
  const db = client.db(`test-${randomUUID()}`);
  const products: Products = db.collection('products', { enableUtf8Validation: false });
  await db.createCollection('products', options.collection);
  const collections = { client, db, products } as Collections;
  const settings = Object.assign(
    new Settings(),
    { LAZY_UPGRADE: options.lazyUpgrade ?? 'read-only' },
    options.settings,
  );
  const lazyUpgrade = new LazyUpgrade(collections, settings);
  const connector = {
    untilConnected: () => Promise.resolve(),
    hasPrimary: true,
    requireReadable: () => undefined,
    requireWritable: () => undefined,
  } as unknown as MongoConnector;
  const live = new LiveCatalog(collections, connector, settings);
  const repository = new ProductRepository(collections, connector, lazyUpgrade);
  const catalog = new CatalogService(live, repository, lazyUpgrade);
  const indexes = new IndexBuilder(collections);
  const caughtUp = async (): Promise<void> => {
    const end = performance.now() + CAUGHT_UP_WITHIN_MS;
    while (!live.isReady || !(await live.includes(clusterTime(await presentTime(db))))) {
      if (performance.now() > end) throw new Error('The catalog has not applied all writes in two minutes');
      await delay(5);
    }
  };
  await options.prepare?.(products);
  await indexes.build();
  live.onApplicationBootstrap();
  return {
    client,
    db,
    products,
    live,
    repository,
    catalog,
    lazyUpgrade,
    indexes,
    documents: () => products.find().toArray(),
    upgrade: (choose) => upgradeStored(products, choose),
    caughtUp,
    settle: async () => {
      do await caughtUp();
      while (live.isReading);
    },
    close: async () => {
      await lazyUpgrade.onModuleDestroy();
      await live.onModuleDestroy();
      await db.dropDatabase();
      await client.close();
    },
  };
}

/** Upgrades the stored documents at the selected positions. */
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
    if (outcome?.ok === true && outcome.value.patch !== null)
      updates.push({ updateOne: { filter, update: toUpdatePipeline(outcome.value.patch) } });
    if (updates.length === 1_000) await write();
  }
  await write();
}
