import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mongo } from 'mongoose';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { eventually } from '../support/eventually.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

let rig: MigrationRig;
beforeEach(async () => {
  rig = await startMigrationRig();
  // On a busy machine a lease may be lost: the run is then resumed.
  rig.supervisor.start();
});
afterEach(async () => {
  await rig.close();
});

/** The documents whose bytes have changed. */
async function changedSince(before: ReadonlyMap<string, Buffer>): Promise<string[]> {
  const after = await rig.bytes();
  return [...before]
    .filter(([key, old]) => Buffer.compare(old, after.get(key) ?? Buffer.alloc(0)) !== 0)
    .map(([key]) => key);
}

describe('A run in place', () => {
  jest.setTimeout(480_000);

  it('goes through its phases, finds outside writers afterwards, and gives every byte back on rollback', async () => {
    await rig.products.insertMany(demoProducts() as never[]);
    const before = await rig.bytes();
    const run = await rig.start({ strategy: 'in-place' });
    const completed = await rig.until(run._id, 'completed');
    expect(completed.counts).toEqual({ total: 75, migrated: 75, quarantined: 0 });
    expect(completed.phases.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'pre-flight done',
      'backup done',
      'shadow skipped',
      'transformation done',
      'indexes skipped',
      'performance-validation skipped',
      'switch skipped',
      'post-validation done',
      'cleanup pending',
    ]);
    expect(await rig.products.countDocuments({ schemaVersion: 2 } as object)).toBe(75);

    const client = await new mongo.MongoClient(process.env.TEST_MONGODB_URI ?? '', {
      appName: 'old shop',
      w: 'majority',
    }).connect();
    await client
      .db(rig.db.databaseName)
      .collection('products')
      .insertOne({ _id: 'late' as never, name: 'Late', basePrice: 5 });
    await client.close();
    const writers = await eventually('an outside writer', async () => {
      const { outsideWriters } = (await rig.runs.get(run._id)).work;
      return Object.keys(outsideWriters).length > 0 && outsideWriters;
    });
    // Its name comes from the server's log, whose latest 1,024 lines other specs can fill: see outside-writers.spec.ts.
    expect([{ 'old shop': 1 }, { unknown: 1 }]).toContainEqual(writers);
    expect(await rig.products.findOne({ _id: 'late' } as object)).toMatchObject({ schemaVersion: 2 });

    await rig.service.ask(run._id, 'rollback', 'test');
    await rig.until(run._id, 'rolled-back');
    expect(await changedSince(before)).toEqual([]);
    expect(await rig.products.findOne({ _id: 'late' } as object)).toEqual({ _id: 'late', name: 'Late', basePrice: 5 });
  });

  it('leaves every byte as it was when it is aborted in the middle', async () => {
    await rig.products.insertMany([...generateProducts({ count: 1_200, seed: 5 })] as never[]);
    const before = await rig.bytes();
    // Slow enough that it is in the middle, however late it is aborted.
    const run = await rig.start({ strategy: 'in-place', maxDocumentsPerSecond: 50 });
    await eventually('a first page', async () => (await rig.runs.get(run._id)).counts.migrated > 0);
    await rig.service.ask(run._id, 'abort', 'test');
    await rig.until(run._id, 'rolled-back');
    expect(await changedSince(before)).toEqual([]);
  });

  it('cleans up to documents of the latest version alone', async () => {
    await rig.products.insertMany(demoProducts() as never[]);
    const run = await rig.start({ strategy: 'in-place' });
    await rig.until(run._id, 'completed');
    await rig.service.ask(run._id, 'cleanup', 'test');
    await rig.until(run._id, 'cleaned-up');
    expect(await rig.products.countDocuments({ schemaVersion: 2, legacy: { $exists: false } } as object)).toBe(75);
    const [{ options }] = (await rig.db.listCollections({ name: 'products' }).toArray()) as unknown as [
      { options: { validator?: object } },
    ];
    expect(options.validator).toBeUndefined();
  });
});
