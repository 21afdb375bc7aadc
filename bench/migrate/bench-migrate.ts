import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { mongo } from 'mongoose';

import { upgradeToLatest } from '../../migrations/index.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';
import { byIds } from '../../src/database/collections.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { startMigrationRig } from '../../test/support/migration-rig.js';
import { printFigures } from './figures.js';
import { migrateFigures } from './migrate-figures.js';
import { measureRound, type Round } from './rounds.js';
import { migrateByCommand } from './whole-migration.js';

/** Options of the benchmark. */
export interface BenchOptions {
  readonly products: number;
  readonly seed: number;
  /** How often everything is measured; the medians are reported. */
  readonly rounds: number;
}

const DATABASE = 'test-bench';
const NAIVE_SAMPLE = 3_000;

/**
 * Migrates and rolls back generated products, and compares that with what the server itself can do at the same time:
 * `$out` copies as fast as possible, a raw read only reads, and a loop of `updateOne` is the usual approach. Finally
 * runs one whole migration from the command line, for its time and memory.
 */
export async function benchMigrate({ products, seed, rounds }: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-bench-'));
  const server = await startEmbeddedMongo({ dataDir: join(folder, 'data'), cacheGB: 2 });
  process.env.TEST_MONGODB_URI = server.uri;
  const settings = withSettings(new Settings(), {
    BACKUP_DIR: join(folder, 'backups'),
    REPORT_DIR: join(folder, 'reports'),
    MONGODB_DATABASE: DATABASE,
  });
  const rig = await startMigrationRig({ name: DATABASE, settings });
  try {
    process.stdout.write(`${products} products are generated\n`);
    await insertGenerated(rig.products as never, { count: products, seed }, () => undefined);
    const naive = await naiveRate(rig.db, Math.min(products, NAIVE_SAMPLE));
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      process.stdout.write(`round ${round} of ${rounds}\n`);
      measured.push(await measureRound(rig, server.pid));
    }
    const whole = await migrateByCommand({ uri: server.uri, database: DATABASE, folder });
    await printFigures(
      'migrate',
      { products, seed, rounds },
      migrateFigures({ products, rounds: measured, whole, naive }),
    );
  } finally {
    await rig.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Documents per second when each is read, upgraded and written back one after the other. */
async function naiveRate(db: mongo.Db, documents: number): Promise<number> {
  await db
    .collection('products')
    .aggregate([{ $limit: documents }, { $out: 'copied' }])
    .toArray();
  const copied = db.collection<Record<string, unknown> & { _id: unknown }>('copied');
  const begun = performance.now();
  for await (const document of copied.find({}, { limit: documents })) {
    const outcome = upgradeToLatest(document);
    if (!outcome.ok) continue;
    const { _id, ...fields } = outcome.value.document;
    await copied.updateOne(byIds([_id]), { $set: fields });
  }
  const rate = (documents * 1_000) / (performance.now() - begun);
  await db.dropCollection('copied');
  return rate;
}
