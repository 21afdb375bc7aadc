import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';
import { adminKey, ServiceProcess } from '../../test/support/workload/service-process.js';
import { benchStarve, type StarveOptions } from './bench-starve.js';

const DATABASE = 'starve';

/** `npm run bench -- starve [--products 3000] [--migrations 2] [--seed 1]` */
export async function runStarve(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      products: { type: 'string', default: '3000' },
      migrations: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
    },
  });
  await withService({
    products: Number(values.products),
    migrations: Number(values.migrations),
    seed: Number(values.seed),
  });
}

async function withService(options: StarveOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-starve-'));
  const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data'), cacheGB: 1 });
  const client = await MongoClient.connect(mongo.uri, {
    writeConcern: { w: 'majority' },
    readConcern: { level: 'majority' },
  });
  const db = client.db(DATABASE);
  let service: ServiceProcess | undefined;
  try {
    await insertGenerated(db.collection('products'), { count: options.products, seed: options.seed });
    const { key, entry } = adminKey();
    service = await ServiceProcess.start({ uri: mongo.uri, database: DATABASE, folder, apiKeyEntry: entry });
    await benchStarve({ uri: mongo.uri, db, address: service.address, apiKey: key }, options);
  } finally {
    await service?.kill();
    await client.close();
    await mongo.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
