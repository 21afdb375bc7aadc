import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

import { type Collection, type Document, MongoClient } from 'mongodb';

import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import { eventually } from '../eventually.js';
import { mountSmallDisk } from '../small-disk.js';
import { AT_REST, HttpMigrationDriver } from '../workload/migration-driver.js';
import { adminKey, ServiceProcess } from '../workload/service-process.js';
import type { Stage } from './fault.js';

const DATABASE = 'full_disk';
const PRODUCTS = 3_000;
const DISK_MB = 800;
const RUN_WITHIN_MS = 300_000;

/** The database's disk fills up in the middle of a migration, under writes, and is cleared a minute later. */
export async function fullDisk({ folder, print, promise }: Stage): Promise<void> {
  const disk = mountSmallDisk(DISK_MB);
  if (disk === undefined) throw new Error('A disk cannot be mounted: run this as root on Linux');
  const start = (port = 0): Promise<EmbeddedMongo> =>
    startEmbeddedMongo({ dataDir: join(disk.folder, 'data'), port, extraArguments: ['--oplogSize', '64'] });
  let mongo = await start();
  const client = await MongoClient.connect(mongo.uri, { w: 'majority', serverSelectionTimeoutMS: 1_000 });
  const { key, entry } = adminKey();
  let service: ServiceProcess | undefined;
  try {
    const products = client.db(DATABASE).collection('products');
    await insertGenerated(products as never, { count: PRODUCTS, seed: 1 });
    service = await ServiceProcess.start({
      uri: mongo.uri,
      database: DATABASE,
      folder,
      apiKeyEntry: entry,
      isBuilt: true,
    });
    const { address } = service;
    const driver = new HttpMigrationDriver(() => address, key);
    const writes = await Writes.start(products);
    const id = await driver.start('blue-green');
    await eventually('the transformation', async () => (await driver.status(id)).phase === 'transformation', 5);
    await disk.leave(0);
    const { pid, port } = mongo;
    const ended = await eventually('the end of mongod', () => Promise.resolve(!isAlive(pid)), 50).catch(() => false);
    print(ended ? 'mongod ended: it cannot write' : 'mongod goes on without space');
    const listing = await fetch(`${address}/api/products?limit=3`);
    promise(listing.status === 200, `a listing while the database is away: ${listing.status}`);
    const page = await fetch(`${address}/api/products/none`);
    promise(page.status === 503, `a product page while the database is away: ${page.status}`);
    await sleep(5_000);
    await disk.clear();
    await mongo.stop();
    mongo = await start(port);
    const begun = performance.now();
    const { state } = await driver.waitFor(id, AT_REST, RUN_WITHIN_MS);
    promise(
      state === 'completed',
      `the migration is ${state} ${Math.round((performance.now() - begun) / 1_000)} s later`,
    );
    await writes.stop();
    await judge(products, writes, { print, promise });
  } finally {
    await service?.kill();
    await client.close();
    await mongo.stop();
    await disk.close();
  }
}

async function judge(
  products: Collection,
  writes: Writes,
  { print, promise }: Pick<Stage, 'print' | 'promise'>,
): Promise<void> {
  const found = await products.find({}, { projection: { written: 1, schemaVersion: 1 } }).toArray();
  const wrong = found.filter(({ _id, written = 0 }) => {
    const { sure, unsure } = writes.of(_id);
    return written < sure || written > sure + unsure;
  });
  print(`${writes.acknowledged} writes acknowledged, ${writes.refused} not`);
  promise(found.length === PRODUCTS, `${found.length} of ${PRODUCTS} products`);
  promise(wrong.length === 0, `products that lost or doubled a write: ${wrong.length}`);
  const old = found.filter(({ schemaVersion }) => schemaVersion !== 2).length;
  promise(old === 0, `products left in an older version: ${old}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Another client that counts up a field of each product in turn, and knows how often that was acknowledged. */
class Writes {
  acknowledged = 0;
  refused = 0;
  private over = false;
  private readonly counts = new Map<string, { sure: number; unsure: number }>();
  private readonly writing: Promise<void>;

  private constructor(
    private readonly products: Collection,
    private readonly ids: readonly Document['_id'][],
  ) {
    this.writing = this.write();
  }

  static async start(products: Collection): Promise<Writes> {
    const ids = await products.find({}, { projection: { _id: 1 } }).toArray();
    return new Writes(
      products,
      ids.map(({ _id }) => _id),
    );
  }

  of(id: unknown): { sure: number; unsure: number } {
    const key = String(id);
    const counts = this.counts.get(key) ?? { sure: 0, unsure: 0 };
    this.counts.set(key, counts);
    return counts;
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.writing;
  }

  private async write(): Promise<void> {
    for (let turn = 0; !this.over; turn += 1) {
      const id = this.ids[turn % this.ids.length];
      try {
        await this.products.updateOne({ _id: id as never }, { $inc: { written: 1 } });
        this.of(id).sure += 1;
        this.acknowledged += 1;
      } catch {
        this.of(id).unsure += 1;
        this.refused += 1;
        await sleep(50);
      }
    }
  }
}
