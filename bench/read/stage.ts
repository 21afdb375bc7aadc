import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Document, MongoClient } from 'mongodb';

import { type StoredDocument, upgradeToLatest } from '../../migrations/index.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';

/** Migrated shares of a catalog, in percent. */
export const SHARES = [0, 50, 100] as const;
/** The migrated share of a catalog, in percent. */
export type Share = (typeof SHARES)[number];

const SEED = 1;
const BATCH = 1_000;
const CACHE_GB = 3;
const SETTLED_AFTER_MS = 2_000;

/** A MongoDB server with the same catalog in every state of migration, and a folder for what servers write. */
export class Stage {
  private readonly filled = new Set<string>();

  private constructor(
    readonly mongo: EmbeddedMongo,
    readonly client: MongoClient,
    readonly folder: string,
  ) {}

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'catalog-bench-'));
    const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data'), cacheGB: CACHE_GB });
    return new Stage(mongo, await MongoClient.connect(mongo.uri, { appName: 'bench' }), folder);
  }

  get uri(): string {
    return this.mongo.uri;
  }

  /** The version of the MongoDB server. */
  async version(): Promise<string> {
    const { version } = await this.client.db('admin').command({ buildInfo: 1 });
    return String(version);
  }

  /** The database of a catalog; the peers' database is fully migrated and has no indexes but their own. */
  database(count: number, share: Share | 'peers'): string {
    return `bench_${count}_${share}`;
  }

  /** Stores a catalog once per share, and once for the peers. */
  async fill(count: number, shares: readonly Share[]): Promise<void> {
    const missing = shares.filter((share) => !this.filled.has(this.database(count, share)));
    const batches = new Map(missing.map((share) => [share, [] as Document[]]));
    let place = 0;
    for (const document of missing.length === 0 ? [] : generateProducts({ count, seed: SEED })) {
      const migrated = upgraded(document);
      for (const [share, batch] of batches) {
        batch.push(isMigrated(place, share) ? migrated : document);
        if (batch.length === BATCH) await this.store(count, share, batch);
      }
      place += 1;
    }
    for (const [share, batch] of batches) {
      if (batch.length > 0) await this.store(count, share, batch);
      this.filled.add(this.database(count, share));
    }
    if (shares.includes(100)) await this.copyForPeers(count);
  }

  /** Waits until a catalog's indexes are built, which the service does after its start. */
  async untilIndexed(database: string): Promise<void> {
    const products = this.client.db(database).collection('products');
    const building = { currentOp: 1, 'command.createIndexes': { $exists: true } };
    for (let known = -1, since = performance.now(); performance.now() - since < SETTLED_AFTER_MS; await sleep(100)) {
      const { length } = await products.indexes();
      const { inprog } = (await this.client.db('admin').command(building)) as { inprog?: readonly unknown[] };
      if (length === known && (inprog ?? []).length === 0) continue;
      known = length;
      since = performance.now();
    }
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.mongo.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async store(count: number, share: Share, batch: Document[]): Promise<void> {
    const products = this.client.db(this.database(count, share)).collection('products');
    await products.insertMany(batch.splice(0), { ordered: false });
  }

  private async copyForPeers(count: number): Promise<void> {
    const db = this.database(count, 'peers');
    if (this.filled.has(db)) return;
    const products = this.client.db(this.database(count, 100)).collection('products');
    await products.aggregate([{ $out: { db, coll: 'products' } }]).toArray();
    this.filled.add(db);
  }
}

/** Spreads a share evenly over a series. */
function isMigrated(place: number, share: Share): boolean {
  return (place * 37) % 100 < share;
}

function upgraded(document: Document): Document {
  const outcome = upgradeToLatest(document as StoredDocument);
  if (!outcome.ok) throw new TypeError(`A document cannot be mapped: ${JSON.stringify(outcome.failures)}`);
  return outcome.value.document as Document;
}
