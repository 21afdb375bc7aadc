import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { areLarge, storedPage } from '../../src/collection-swap/stored-bytes.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

const MEGABYTE = 1_048_576;

describe('documents of many megabytes', () => {
  let rig: MigrationRig;
  beforeAll(async () => {
    rig = await startMigrationRig();
    let number = 0;
    for (const document of generateProducts({ count: 12, seed: 4 })) {
      const attachment = Buffer.alloc((number++ < 8 ? 3 : 14) * MEGABYTE, number);
      await rig.products.insertOne({ ...document, attachment } as never);
    }
  });
  afterAll(async () => {
    await rig.close();
  });

  it('are read in batches of limited size, and a batch with a very large one is recognized', async () => {
    const { cursor } = await rig.db.command({ listCollections: 1, filter: { name: 'products' } });
    const source = { name: 'products', uuid: cursor.firstBatch[0].info.uuid };
    const batches: { sizes: number[]; large: boolean }[] = [];
    let from: readonly unknown[] = [];
    do {
      const { documents, next } = await storedPage(rig.db, source, from, 1_000);
      const sizes = documents.map(({ bytes }) => Math.floor(bytes.length / MEGABYTE));
      batches.push({ sizes, large: areLarge(documents) });
      from = next;
    } while (from.length > 0);

    expect(batches.flatMap(({ sizes }) => sizes).length).toBe(12);
    for (const { sizes, large } of batches) {
      expect(sizes.slice(0, -1).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(8);
      expect(large).toBe(sizes.includes(14));
    }
  });

  it('are migrated and rolled back byte for byte', async () => {
    const before = await rig.bytes();
    const run = await rig.startBare();
    await rig.until(run._id, 'completed');
    expect(await rig.products.countDocuments({ schemaVersion: 2 })).toBe(12);
    await rig.service.ask(run._id, 'rollback', 'test');
    await rig.until(run._id, 'rolled-back');
    const after = await rig.bytes();

    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [id, bytes] of before) expect([id, after.get(id)?.equals(bytes)]).toEqual([id, true]);
  });
});
