import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { RunIntegrity } from '../../src/batch-migration/checks/run-integrity.js';
import { QuarantineList } from '../../src/batch-migration/http/quarantine-list.js';
import { ScannedDocuments } from '../../src/batch-migration/unservable-documents.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

jest.setTimeout(480_000);

let rig: MigrationRig;
beforeEach(async () => {
  rig = await startMigrationRig();
  // On a busy machine a lease may be lost: the run is then resumed.
  rig.supervisor.start();
});
afterEach(() => rig.close());

const ring = (id: unknown, more: object = {}): object => ({
  _id: id,
  name: 'Ring',
  category: 'rings',
  pricing: { basePrice: 100, currency: 'USD' },
  customization: { materials: [{ type: 'gold', name: '14K Gold' }] },
  ...more,
});

/** Documents that are not served, each for a different reason, and a word from that reason. */
const UNSERVED: readonly (readonly [id: unknown, document: object, reason: RegExp])[] = [
  ['marker-one', { schemaVersion: 1 }, /schemaVersion 1 is not a version.*without it, it is of version 1/],
  ['marker-text', { schemaVersion: '1.0.0' }, /schemaVersion "1\.0\.0" is not a version/],
  [17, { schemaVersion: 0 }, /schemaVersion 0 is not a version/],
  ['no-marker', { pricing: {} }, /no known version/],
  ['no-name', { name: ' ' }, /./],
  ['bad-price', { pricing: { basePrice: 'a lot' } }, /./],
];

async function fill(): Promise<void> {
  const good = Array.from({ length: 160 }, (_, number) => ring(`good-${number}`));
  await rig.products.insertMany([...good, ...UNSERVED.map(([id, more]) => ring(id, more))] as never[]);
}

const collections = (): ConstructorParameters<typeof QuarantineList>[0] =>
  ({ db: rig.db, products: rig.products }) as never;
const list = (): QuarantineList => new QuarantineList(collections(), new ScannedDocuments(collections()));

async function reasons(): Promise<ReadonlyMap<unknown, string>> {
  const { entries, total } = await list().list({ page: 1, limit: 100 });
  expect(total).toBe(entries.length);
  return new Map(entries.map(({ _id, findings }) => [_id, findings.map(({ problem }) => problem).join('; ')]));
}

describe('Documents that nobody serves', () => {
  it('are in quarantine with their reasons before a migration, page by page', async () => {
    await fill();
    const found = await reasons();
    expect(new Set(found.keys())).toEqual(new Set(UNSERVED.map(([id]) => id)));
    for (const [id, , reason] of UNSERVED) expect(found.get(id)).toMatch(reason);

    await rig.quarantine.add('import', 'up', 'products', [{ id: 'no-name', findings: [] }]);
    const pages = await Promise.all([1, 2, 3, 4].map((page) => list().list({ page, limit: 2 })));
    expect(pages.map(({ total }) => total)).toEqual([6, 6, 6, 6]);
    const ids = pages.flatMap(({ entries }) => entries.map(({ _id }) => _id));
    expect(ids[0]).toBe('no-name');
    expect(new Set(ids)).toEqual(new Set(UNSERVED.map(([id]) => id)));
    expect(ids).toHaveLength(UNSERVED.length);
    expect(await list().idOf('17')).toBe(17);
    await expect(list().idOf('good-1')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each(['blue-green', 'in-place'] as const)(
    'are in quarantine after a %s migration, and verification judges alike',
    async (strategy) => {
      await fill();
      const run = await rig.start({ strategy });
      const { counts } = await rig.until(run._id, 'completed');
      expect(counts).toEqual({ total: 166, migrated: 160, quarantined: 6 });
      expect(await rig.quarantine.count()).toBe(6);
      const found = await reasons();
      for (const [id, , reason] of UNSERVED) expect(found.get(id)).toMatch(reason);
      const integrity = new RunIntegrity(collections(), rig.runs, rig.quarantine);
      expect(await integrity.verify({})).toMatchObject({ verdict: 'passed', quarantined: 6 });
    },
  );
});

describe('What a rollback says', () => {
  it('counts the documents that are still of the latest version, whoever made them so', async () => {
    await rig.products.insertMany([ring('a'), ring('b')] as never[]);
    const first = await rig.start({ strategy: 'in-place' });
    await rig.until(first._id, 'completed');
    await rig.service.ask(first._id, 'cleanup', 'test');
    await rig.until(first._id, 'cleaned-up');
    await rig.products.insertMany([ring('c')] as never[]);

    const run = await rig.start();
    await rig.until(run._id, 'completed');
    await rig.service.ask(run._id, 'rollback', 'test');
    const { work } = await rig.until(run._id, 'rolled-back');
    expect(work.stillLatest).toBe(2);
    expect(await rig.products.countDocuments({ schemaVersion: 2 })).toBe(2);

    // The way back to the old shape for everything that the sentence names.
    const sweep = await rig.start({ strategy: 'in-place' });
    await rig.until(sweep._id, 'completed');
    await rig.service.ask(sweep._id, 'rollback', 'test');
    expect((await rig.until(sweep._id, 'rolled-back')).work.stillLatest).toBe(0);
    expect(await rig.products.countDocuments({ schemaVersion: 2 })).toBe(0);
  });
});
