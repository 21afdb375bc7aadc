import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { catalogIndexes } from '../../src/indexes/index-definitions.js';
import { recognise } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { readReport } from '../../src/reports/report-writer.js';
import { byIds } from '../../src/database/collections.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { isNotWritten } from '../support/workload/outcome.js';

let rig: MigrationRig;
beforeEach(async () => {
  rig = await startMigrationRig();
  // On a busy machine a lease may be lost: the run is then resumed.
  rig.supervisor.start();
});
afterEach(async () => {
  await rig.close();
});

async function versions(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const document of rig.products.find()) {
    const version = String(recognise(document)?.version);
    counts[version] = (counts[version] ?? 0) + 1;
  }
  return counts;
}

describe('A blue-green migration', () => {
  jest.setTimeout(480_000);

  it('migrates the demo products, gives every byte back on rollback, and can be done again', async () => {
    await rig.products.insertMany(demoProducts() as never[]);
    const before = await rig.bytes();

    const run = await rig.start();
    const completed = await rig.until(run._id, 'completed');

    expect(completed.counts).toEqual({ total: 75, migrated: 75, quarantined: 0 });
    expect(completed.phases.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'pre-flight done',
      'backup done',
      'shadow done',
      'transformation done',
      'indexes done',
      'performance-validation done',
      'switch done',
      'post-validation done',
      'cleanup pending',
    ]);
    expect(await versions()).toEqual({ 2: 75 });
    expect(completed.writePauseMs).toBeGreaterThan(0);
    expect(completed.writePauseMs).toBeLessThan(5_000);
    expect(completed.rollbackUntil).not.toBeNull();
    expect((await rig.products.indexes()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(catalogIndexes().map(({ name }) => name)),
    );
    expect(await readReport(rig.settings.REPORT_DIR, 'migration-final-report.json')).toMatchObject({
      outcome: 'completed',
      runId: run._id,
    });

    await rig.service.ask(run._id, 'rollback', 'test');
    await rig.until(run._id, 'rolled-back');
    expect(await rig.bytes()).toEqual(before);

    const again = await rig.start();
    await rig.until(again._id, 'completed');
    expect(await versions()).toEqual({ 2: 75 });
  });

  it('loses no write made before, during or after the switch, in either direction', async () => {
    await insertGenerated(rig.products as never, { count: 1_500, seed: 7 }, () => undefined);
    const run = await rig.start();
    const writer = keepCounting(rig);
    await rig.until(run._id, 'completed');
    await rig.service.ask(run._id, 'rollback', 'test');
    const done = await rig.until(run._id, 'rolled-back');
    const { acknowledged, errors } = await writer.stop();

    expect(errors).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(0);
    for (const [id, count] of acknowledged) {
      const [found] = await rig.products.find(byIds([id])).toArray();
      expect([id, found?.['outsideCount']]).toEqual([id, count]);
    }
    expect(done.writePauseMs).toBeGreaterThan(0);
    expect(done.writePauseMs).toBeLessThan(5_000);
    expect(await rig.products.countDocuments()).toBe(1_500);
  });
});

/** Increments a field of random products from outside the service, and waits out a fence. */
function keepCounting({ products }: MigrationRig): {
  stop(): Promise<{ acknowledged: Map<unknown, number>; errors: unknown[] }>;
} {
  const acknowledged = new Map<unknown, number>();
  const errors: unknown[] = [];
  let running = true;
  const work = (async (): Promise<void> => {
    const ids = (await products.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
    while (running) {
      const id = ids[Math.floor(Math.random() * ids.length)];
      try {
        const { matchedCount } = await products.updateOne(byIds([id]), [
          { $set: { outsideCount: { $add: [{ $ifNull: ['$outsideCount', 0] }, 1] } } },
        ]);
        if (matchedCount === 1) acknowledged.set(id, (acknowledged.get(id) ?? 0) + 1);
        else errors.push(`${String(id)} was not there`);
      } catch (error) {
        if (!isNotWritten(error)) errors.push(error);
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  })();
  return {
    stop: async () => {
      running = false;
      await work;
      return { acknowledged, errors };
    },
  };
}
