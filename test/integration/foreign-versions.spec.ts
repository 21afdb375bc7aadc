import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { RunIntegrity } from '../../src/batch-migration/checks/run-integrity.js';
import type { Strategy } from '../../src/batch-migration/run/migration-run.js';
import type { Collections } from '../../src/database/collections.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

jest.setTimeout(180_000);

/** Markers that no version of this catalog has, on documents that are good without them. */
const MARKERS = [1, '1.0.0'];

let rig: MigrationRig;

beforeEach(async () => {
  rig = await startMigrationRig();
  // On a busy machine a lease may be lost: the run is then gone on with.
  rig.supervisor.start();
  const good = {
    name: 'Ring',
    category: 'rings',
    pricing: { basePrice: 100, currency: 'USD' },
    customization: { materials: [{ type: 'gold', name: 'Gold' }] },
  };
  await rig.products.insertMany([
    ...demoProducts(),
    ...MARKERS.map((schemaVersion, index) => ({ _id: `foreign-${index}`, ...good, schemaVersion })),
    { _id: 'of-none', name: 'Ring' },
  ] as never[]);
});
afterEach(async () => {
  await rig.close();
});

describe.each<Strategy>(['blue-green', 'in-place'])('Documents with a foreign schemaVersion, %s', (strategy) => {
  it('are in quarantine with their reason, and the verification looks at the same documents', async () => {
    const foreign = [...MARKERS.map((_, index) => `foreign-${index}`), 'of-none'];
    const before = await rig.bytes();
    const run = await rig.start({ strategy, acceptBlockers: true });
    const done = await rig.until(run._id, 'completed');

    expect(((await rig.quarantine.ids()) as string[]).sort()).toEqual(foreign);
    expect(done.counts.quarantined).toBe(foreign.length);
    const [entry] = await rig.db
      .collection('catalog_quarantine')
      .find({ _id: 'foreign-0' } as never)
      .toArray();
    expect(JSON.stringify(entry?.['findings'])).toContain('schemaVersion');
    const after = await rig.bytes();
    for (const id of foreign) expect(after.get(`{"id":"${id}"}`)).toEqual(before.get(`{"id":"${id}"}`));

    const collections = { client: rig.client, db: rig.db, products: rig.products } as unknown as Collections;
    const report = await new RunIntegrity(collections, rig.runs, rig.quarantine).verify({});
    expect(report.mismatches).toEqual([]);
    expect(report).toMatchObject({ verdict: 'passed', quarantined: foreign.length });
  });
});
