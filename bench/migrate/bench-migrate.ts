import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mongo } from 'mongoose';

import { upgradeToLatest } from '../../migrations/index.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';
import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { byIds } from '../../src/database/collections.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { startMigrationRig } from '../../test/support/migration-rig.js';
import { printFigures, type Figure } from './figures.js';

/** What is measured. */
export interface BenchOptions {
  readonly products: number;
  readonly seed: number;
}

const NAIVE_SAMPLE = 3_000;
const SAMPLE_MEMORY_MS = 200;

/**
 * A whole migration and rollback on generated products, against what the server itself does: `$out` copies as fast as
 * it can, a loop of `updateOne` is what is usually written.
 */
export async function benchMigrate({ products, seed }: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-bench-'));
  const server = await startEmbeddedMongo({ dataDir: join(folder, 'data'), cacheGB: 2 });
  process.env.TEST_MONGODB_URI = server.uri;
  const settings = withSettings(new Settings(), {
    BACKUP_DIR: join(folder, 'backups'),
    REPORT_DIR: join(folder, 'reports'),
    MONGODB_DATABASE: 'test-bench',
  });
  const rig = await startMigrationRig({ name: 'test-bench', settings });
  try {
    process.stdout.write(`${products} products are generated\n`);
    await insertGenerated(rig.products as never, { count: products, seed }, () => undefined);
    const out = await rate(products, () => rig.products.aggregate([{ $out: 'copied' }]).toArray());
    const raw = await rate(products, async () => {
      for await (const _ of rig.products.find({}, { raw: true, batchSize: 1_000 }));
    });
    const naive = await naiveRate(rig.db, Math.min(products, NAIVE_SAMPLE));
    await rig.db.dropCollection('copied');

    const memory = watchMemory();
    const writer = countUp(rig.db);
    const started = performance.now();
    const run = await rig.start({ acceptBlockers: true });
    const completed = await rig.until(run._id, 'completed');
    const wholeSeconds = (performance.now() - started) / 1000;
    const rolledBackAt = performance.now();
    await rig.service.ask(run._id, 'rollback', 'bench');
    const back = await rig.until(run._id, 'rolled-back');
    const rollbackSeconds = (performance.now() - rolledBackAt) / 1000;
    const { lost, writes } = await writer.stop();
    await printFigures(
      'migrate',
      { products, seed },
      figures({ completed, back, out, raw, naive, wholeSeconds, rollbackSeconds, lost, writes, ...memory.stop() }),
    );
  } finally {
    await rig.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly completed: MigrationRun;
  readonly back: MigrationRun;
  readonly out: number;
  readonly raw: number;
  readonly naive: number;
  readonly wholeSeconds: number;
  readonly rollbackSeconds: number;
  readonly lost: number;
  readonly writes: number;
  readonly startMb: number;
  readonly peakMb: number;
}

function figures(measured: Measured): Figure[] {
  const { completed, back, out, raw, naive } = measured;
  const seconds = (name: string): number => {
    const phase = completed.phases.find((record) => record.name === name);
    return phase?.startedAt && phase.finishedAt ? (phase.finishedAt.getTime() - phase.startedAt.getTime()) / 1000 : 0;
  };
  const { total } = completed.counts;
  const copying = total / Math.max(0.001, seconds('transformation'));
  const verifying = total / Math.max(0.001, seconds('post-validation'));
  return [
    { name: '$out copy', unit: 'documents/s', value: out },
    { name: 'raw read', unit: 'documents/s', value: raw },
    { name: 'updateOne loop', unit: 'documents/s', value: naive },
    { name: 'two copies and transformation', unit: 'documents/s', value: copying },
    { name: 'transformation ÷ $out', unit: 'ratio', value: copying / out, goal: '≥ 0.4 (first version ≥ 0.1)' },
    {
      name: 'transformation ÷ updateOne loop',
      unit: 'ratio',
      value: copying / naive,
      goal: '≥ 20 (first version ≥ 6)',
    },
    { name: 'verification (with timing of queries) ÷ raw read', unit: 'ratio', value: verifying / raw, goal: '≥ 0.5' },
    ...completed.phases
      .filter(({ state }) => state === 'done')
      .map(({ name }): Figure => ({ name: `phase ${name}`, unit: 's', value: seconds(name) })),
    { name: 'whole migration', unit: 's', value: measured.wholeSeconds },
    {
      name: 'write pause at the switch',
      unit: 'ms',
      value: completed.writePauseMs ?? NaN,
      goal: '< 1000 (limit 5000)',
    },
    { name: 'rollback, asked to done', unit: 's', value: measured.rollbackSeconds, goal: '< 5' },
    { name: 'write pause at the rollback', unit: 'ms', value: back.writePauseMs ?? NaN, goal: '< 1000 (limit 5000)' },
    { name: 'memory at the start', unit: 'MB', value: measured.startMb },
    { name: 'highest memory', unit: 'MB', value: measured.peakMb, goal: '≤ 250, flat' },
    { name: 'writes by others meanwhile', unit: '', value: measured.writes },
    { name: 'of them lost', unit: '', value: measured.lost, goal: '0' },
  ];
}

async function rate(documents: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (documents * 1000) / (performance.now() - begun);
}

/** One document read, upgraded and written back after the other. */
async function naiveRate(db: mongo.Db, documents: number): Promise<number> {
  const copied = db.collection<Record<string, unknown> & { _id: unknown }>('copied');
  return rate(documents, async () => {
    for await (const document of copied.find({}, { limit: documents })) {
      const outcome = upgradeToLatest(document);
      if (!outcome.ok) continue;
      const { _id, ...fields } = outcome.value.document;
      await copied.updateOne(byIds([_id]), { $set: fields });
    }
  });
}

function watchMemory(): { stop(): { startMb: number; peakMb: number } } {
  const now = (): number => process.memoryUsage.rss() / 1_048_576;
  const startMb = now();
  let peakMb = startMb;
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, now());
  }, SAMPLE_MEMORY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { startMb, peakMb };
    },
  };
}

/** A writer outside of the service that counts up products and waits out fences. */
function countUp(db: mongo.Db): { stop(): Promise<{ writes: number; lost: number }> } {
  const products = db.collection('products');
  const counts = new Map<unknown, number>();
  let running = true;
  let writes = 0;
  const work = (async (): Promise<void> => {
    const ids = (await products.find({}, { projection: { _id: 1 }, limit: 500 }).toArray()).map(({ _id }) => _id);
    for (let turn = 0; running; turn += 1) {
      const id: unknown = ids[turn % ids.length];
      try {
        await products.updateOne(byIds([id]), { $inc: { outsideCount: 1 } });
        counts.set(id, (counts.get(id) ?? 0) + 1);
        writes += 1;
      } catch (error) {
        if ((error as { code?: number }).code !== 121) throw error;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
    }
  })();
  return {
    stop: async () => {
      running = false;
      await work;
      const found = new Map(
        (await products.find(byIds([...counts.keys()]), { projection: { outsideCount: 1 } }).toArray()).map(
          ({ _id, outsideCount }) => [String(_id), Number(outsideCount)],
        ),
      );
      return {
        writes,
        lost: [...counts].reduce((sum, [id, count]) => sum + Math.abs(count - (found.get(String(id)) ?? 0)), 0),
      };
    },
  };
}
