import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { toRunView } from '../../src/batch-migration/http/run-view.js';
import { mapLive } from '../../src/batch-migration/in-place/live-documents.js';
import type { Strategy } from '../../src/batch-migration/run/migration-run.js';
import { nextSteps } from '../../src/cli/describe-run.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

jest.setTimeout(180_000);

const LATEST = { schemaVersion: 2 } as never;

let rig: MigrationRig;
let before: Map<string, Buffer>;

beforeEach(async () => {
  rig = await startMigrationRig();
  // On a busy machine a lease may be lost: the run is then gone on with.
  rig.supervisor.start();
  await rig.products.insertMany(demoProducts() as never[]);
  before = await rig.bytes();
});
afterEach(async () => {
  await rig.close();
});

/** Upgrades some products as reads with write-back do. */
async function upgradeLazily(count: number): Promise<void> {
  const ids = (await rig.products.find({}, { projection: { _id: 1 }, limit: count }).toArray()).map(({ _id }) => _id);
  await mapLive(rig.products as never, ids, { direction: 'up' });
  expect(await rig.products.countDocuments(LATEST)).toBe(count);
}

async function migrateAndRollBack(strategy: Strategy): Promise<string[]> {
  const run = strategy === 'blue-green' ? await rig.startBare() : await rig.start({ strategy, acceptBlockers: true });
  await rig.until(run._id, 'completed');
  await rig.service.ask(run._id, 'rollback', 'test');
  return nextSteps(toRunView(await rig.until(run._id, 'rolled-back')));
}

describe.each<Strategy>(['blue-green', 'in-place'])('A rollback, %s', (strategy) => {
  it('brings back what lazy upgrades wrote before the run as well, byte for byte', async () => {
    await upgradeLazily(30);

    expect(await migrateAndRollBack(strategy)).toEqual([
      'The products have their old shape again · retry: catalog migrate',
    ]);

    expect(await rig.products.countDocuments(LATEST)).toBe(0);
    expect(await rig.bytes()).toEqual(before);
  });

  it('counts what no older shape can hold, and says so', async () => {
    await rig.products.insertOne({
      _id: 'new',
      schemaVersion: 2,
      name: 'New',
      slug: 'new',
      category: 'rings',
      pricing: { basePrice: 'not a number', currency: 'USD' },
    } as never);
    const [said] = await migrateAndRollBack(strategy);
    const left = await rig.products.countDocuments(LATEST);

    if (left === 0) expect(said).toMatch(/^The products have their old shape again · /);
    else expect(said).toContain(`but for ${left} that no older shape can hold`);
  });
});
