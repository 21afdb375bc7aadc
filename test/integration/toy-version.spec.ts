import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { StoredDocument } from '../../migrations/index.js';
import type { InPlaceRig } from '../support/in-place-rig.js';

// A new version is a folder and a line in the list. So only the list is replaced here; everything else is the real
// service.
jest.unstable_mockModule('../../migrations/versions.js', () => import('../support/toy-v3/versions.js'));
const { recognise, upgradeToLatest, VERSIONS, newDocument } = await import('../../migrations/index.js');
const { upgradeToLatest: upgradeAmong } = await import('../../migrations/chain.js');
const { v0 } = await import('../../migrations/v0-store/version.js');
const { v1 } = await import('../../migrations/v1-catalogue/version.js');
const { v2 } = await import('../../migrations/v2-material-specs/version.js');
const { demoProducts } = await import('../../packages/demo-products/demo-products.js');
const { generateProducts } = await import('../../packages/demo-products/generate-products.js');
const { NO_FILTER } = await import('../../src/listing/filters.js');
const { postValidateInPlace } = await import('../../src/batch-migration/in-place/post-validation.phase.js');
const { sweepDown } = await import('../../src/batch-migration/in-place/sweep-down.js');
const { sweepUp } = await import('../../src/batch-migration/in-place/sweep-up.phase.js');
const { OutsideWriters } = await import('../../src/batch-migration/outside-writers/outside-writers.js');
const { startCatalogRig } = await import('../support/catalog-rig.js');
const { startInPlaceRig } = await import('../support/in-place-rig.js');

type Stored = StoredDocument & { _id: unknown };
const PAGE = { filter: NO_FILTER, limit: 200, page: { kind: 'page', page: 1 }, facets: [], count: 'exact' } as const;

/** A document as version 2 of the service left it: upgraded from an older shape, or created. */
function asVersionTwo(document: object, created: boolean): Stored {
  const outcome = upgradeAmong(document as StoredDocument, [v0, v1, v2]);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  const { legacy, ...rest } = outcome.value.document;
  return (created ? rest : { ...rest, legacy }) as Stored;
}

/** Documents of all four versions. */
function documentsOfAllVersions(): Stored[] {
  const old = [
    ...generateProducts({ count: 60, seed: 11, irregular: 0.2, shares: { v0: 30, v1: 40, v1Later: 30, v2: 0 } }),
  ] as unknown as Stored[];
  const third = demoProducts()
    .slice(0, 10)
    .map((document, position) => {
      const outcome = upgradeToLatest({ ...document, _id: `third-${position}` } as unknown as StoredDocument);
      if (!outcome.ok) throw new Error('Not upgraded');
      return outcome.value.document as Stored;
    });
  return [
    ...old.map((document, position) => (position % 3 === 0 ? asVersionTwo(document, position % 2 === 0) : document)),
    ...third,
  ];
}

async function versionsIn(products: InPlaceRig['products']): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const document of products.find()) {
    const name = String(recognise(document)?.version);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('a version 3 that is added to the list', () => {
  jest.setTimeout(480_000);
  let rig: InPlaceRig | undefined;
  afterEach(async () => {
    await rig?.close();
    rig = undefined;
  });

  it('is what the service takes for the latest', () => {
    expect(VERSIONS.map(({ version }) => version)).toEqual([0, 1, 2, 3]);
    const upgraded = upgradeToLatest({ _id: 'r', name: 'Ring', basePrice: 5 });
    expect(upgraded).toMatchObject({ value: { from: 0, document: { schemaVersion: 3, title: { text: 'Ring' } } } });
    if (upgraded.ok)
      expect(newDocument(upgraded.value.product, new Date(0))).toMatchObject({
        schemaVersion: 3,
        title: { text: 'Ring' },
      });
  });

  it('is read, listed and stored lazily', async () => {
    const catalog = await startCatalogRig({
      lazyUpgrade: 'write-back',
      prepare: async (products) => {
        await products.insertMany(documentsOfAllVersions());
      },
    });
    try {
      await catalog.settle();
      const before = await Promise.all(
        (['name', 'price', 'newest'] as const).map((sort) => catalog.catalog.list({ ...PAGE, sort })),
      );
      expect(before[0]?.products.length).toBeGreaterThan(50);
      await catalog.lazyUpgrade.settled();
      for (const { _id } of await catalog.documents()) await catalog.repository.findById(String(_id));
      await catalog.lazyUpgrade.settled();
      await catalog.settle();
      const after = await Promise.all(
        (['name', 'price', 'newest'] as const).map((sort) => catalog.catalog.list({ ...PAGE, sort })),
      );
      expect(after.map(({ products }) => products)).toEqual(before.map(({ products }) => products));
      expect(await versionsIn(catalog.products)).toEqual({ 3: 70 });
      expect((await catalog.db.collection('products').indexes()).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['v2_slug', 'v3_slug']),
      );
    } finally {
      await catalog.close();
    }
  });

  it('is swept to in place, verified, and swept back from, each document to the version it had', async () => {
    rig = await startInPlaceRig();
    const older = documentsOfAllVersions().filter(({ schemaVersion }) => schemaVersion !== 3);
    await rig.products.insertMany(older);
    const [before, versionsBefore] = [await rig.bytes(), await versionsIn(rig.products)];
    const context = await rig.begin();
    expect(await sweepUp(context)).toMatchObject({ migrated: older.length, quarantined: 0 });
    expect(await postValidateInPlace(context)).toMatchObject({ compared: older.length, mismatches: 0 });
    expect(await versionsIn(rig.products)).toEqual({ 3: older.length });

    await rig.products.insertOne(asVersionTwo({ _id: 'outside', name: 'Outside', basePrice: 5 }, true));
    expect(await new OutsideWriters().normalise(rig.db, ['outside'])).toMatchObject({ upgraded: 1 });
    await rig.products.deleteOne({ _id: 'outside' } as Record<string, unknown>);

    await context.run.setState('rolling-back');
    expect(await sweepDown(context)).toMatchObject({ downgraded: older.length, kept: 0 });
    expect(await versionsIn(rig.products)).toEqual(versionsBefore);
    expect(await changedSince(rig, before)).toEqual([]);
  });

  it('is migrated to in a second collection, verified, and rolled back from', async () => {
    rig = await startInPlaceRig();
    const older = demoProducts().map((document, position) =>
      position % 3 === 0 ? asVersionTwo(document, position % 2 === 0) : document,
    ) as Stored[];
    await rig.products.insertMany(older);
    const before = await rig.bytes();
    // On a busy machine a lease may be lost: the run is then resumed.
    rig.supervisor.start();
    const run = await rig.start({ strategy: 'blue-green' });
    const completed = await rig.until(run._id, 'completed');
    expect(completed.work.shadow?.name).toMatch(/^products_v3_shadow_\d+$/);
    expect(completed.counts).toEqual({ total: older.length, migrated: older.length, quarantined: 0 });
    expect(await versionsIn(rig.products)).toEqual({ 3: older.length });
    expect(completed.phases.find(({ name }) => name === 'post-validation')).toMatchObject({
      state: 'done',
      detail: { compared: older.length },
    });

    const [changed] = older;
    await rig.products.updateOne(
      { _id: changed?._id } as Record<string, unknown>,
      { $set: { 'title.text': 'Moon' } } as Record<string, unknown>,
    );
    await rig.service.ask(run._id, 'rollback', 'test');
    await rig.until(run._id, 'rolled-back');
    expect(await changedSince(rig, before)).toHaveLength(1);
    expect(await rig.products.findOne({ _id: changed?._id } as Record<string, unknown>)).toMatchObject({
      schemaVersion: 2,
      name: 'Moon',
    });
  });

  async function changedSince({ bytes }: InPlaceRig, before: ReadonlyMap<string, Buffer>): Promise<string[]> {
    const after = await bytes();
    return [...before]
      .filter(([key, old]) => Buffer.compare(old, after.get(key) ?? Buffer.alloc(0)) !== 0)
      .map(([key]) => key);
  }
});
