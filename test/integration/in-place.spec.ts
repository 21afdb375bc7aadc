import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { differences, upgradeToLatest } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { postValidateInPlace } from '../../src/batch-migration/in-place/post-validation.phase.js';
import { sweepDown } from '../../src/batch-migration/in-place/sweep-down.js';
import { sweepUp } from '../../src/batch-migration/in-place/sweep-up.phase.js';
import { Interruption } from '../../src/batch-migration/run/owned-run.js';
import { isUpgrade } from '../../src/batch-migration/verify/compare-documents.js';
import { readProduct } from '../../src/products/read-product.js';
import { startChild } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import type { InPlaceRig } from '../support/in-place-rig.js';
import { startInPlaceRig } from '../support/in-place-rig.js';
import { insertRaw, joinedBytes, withObject } from '../support/insert-raw.js';

type Stored = StoredDocument & { _id: unknown };
const filterOf = (id: unknown): Record<string, unknown> => ({ _id: id });

/** Documents of all shapes, many in odd forms, with `_id`s of several types. */
function mixedProducts(count: number): Stored[] {
  const documents = [
    ...generateProducts({ count, seed: 7, irregular: 0.3, shares: { v0: 20, v1: 50, v1Later: 20, v2: 10 } }),
  ] as unknown as Stored[];
  const ids: unknown[] = [
    7,
    7.5,
    new Date(5),
    new mongo.ObjectId(),
    mongo.Long.fromString('9007199254740993'),
    { sku: 'a', size: 5 },
    true,
  ];
  return documents.map((document, position) =>
    position % 10 === 0 && ids.length > 0 ? { ...document, _id: ids.pop() } : document,
  );
}

/** Documents that cannot be upgraded. */
const REFUSED = [
  { _id: 'nameless', pricing: { basePrice: 5 } },
  { _id: 'no version', title: 'x' },
  { _id: 'broken v2', schemaVersion: 2, name: 'x' },
] as unknown as Stored[];

describe('a migration in place', () => {
  let rig: InPlaceRig;
  beforeEach(async () => {
    rig = await startInPlaceRig();
  });
  afterEach(() => rig.close());

  const stored = (id: unknown): Promise<Stored | null> => rig.products.findOne(filterOf(id));
  const legacyCount = (): Promise<number> =>
    rig.products.countDocuments({ schemaVersion: { $ne: 2 } } as Record<string, unknown>);

  async function expectUpgrades(before: ReadonlyMap<string, Buffer>): Promise<void> {
    const after = await rig.bytes();
    const wrong = [...before].flatMap(([key, bytes]) => isUpgrade(bytes, after.get(key), key) ?? []);
    expect(wrong).toEqual([]);
    expect([...before.keys()].filter((key) => !after.has(key))).toEqual([]);
  }

  /** The documents whose bytes have changed. */
  async function changedSince(before: ReadonlyMap<string, Buffer>): Promise<string[]> {
    const after = await rig.bytes();
    return [...before]
      .filter(([key, bytes]) => Buffer.compare(bytes, after.get(key) ?? Buffer.alloc(0)) !== 0)
      .map(([key]) => key);
  }

  describe('upwards', () => {
    it('upgrades every document by its patch, and keeps what cannot be mapped, in quarantine', async () => {
      await rig.products.insertMany([...mixedProducts(700), ...REFUSED]);
      const twice = withObject(
        joinedBytes({ _id: 'twice', name: 'Twice' }),
        'pricing',
        joinedBytes({ basePrice: 1 }, { basePrice: 2 }),
      );
      const before = await rig.bytes();
      await insertRaw(process.env.TEST_MONGODB_URI ?? '', rig.products, twice);
      const context = await rig.begin();

      expect(await sweepUp(context)).toMatchObject({ migrated: 700, quarantined: 4, upgradedLate: 0 });

      await expectUpgrades(before);
      expect((await rig.bytes()).get('{"id":"twice"}')).toEqual(twice);
      const entries = await rig.db.collection('catalog_quarantine').find().sort({ _id: 1 }).toArray();
      expect(
        entries.map(({ _id, findings }) => ({
          _id: String(_id),
          path: String((findings as { path: string }[])[0]?.path),
        })),
      ).toEqual([
        { _id: 'broken v2', path: 'pricing.basePrice' },
        { _id: 'nameless', path: 'name' },
        { _id: 'no version', path: 'pricing.basePrice' },
        { _id: 'twice', path: '_id' },
      ]);
      const run = await rig.runs.get(context.run.id);
      expect(run.counts).toEqual({ total: 704, migrated: 700, quarantined: 4 });
      expect(run.work).toMatchObject({ source: { name: 'products' }, validation: { validator: {} }, copied: true });
      expect(run.work.position).not.toBeNull();
      expect(await postValidateInPlace(context)).toMatchObject({
        compared: 704,
        upgradedLate: 0,
        quarantined: 4,
        mismatches: 0,
      });
      // After the end, the server warns about every write of an old shape.
      const [{ options }] = (await rig.db.listCollections({ name: 'products' }).toArray()) as unknown as [
        { options: object },
      ];
      expect(options).toMatchObject({ validator: { schemaVersion: 2 }, validationAction: 'warn' });
    });

    it('lets a document out of quarantine once it has been repaired', async () => {
      await rig.products.insertMany([...mixedProducts(60), ...REFUSED.slice(0, 1)]);
      await sweepUp(await rig.begin());
      expect(await rig.quarantine.count()).toBe(1);
      await rig.products.updateOne(filterOf('nameless'), { $set: { name: 'Ring' } });
      const context = await rig.drive(
        (await rig.runs.active()) ??
          (() => {
            throw new Error('No run');
          })(),
      );
      await context.run.updateWork({ copied: false, sweptTo: [] });
      await sweepUp(context);
      expect(await rig.quarantine.count()).toBe(0);
      expect(await stored('nameless')).toMatchObject({ schemaVersion: 2, name: 'Ring' });
    });

    it('loses no change of writers, and finds what they and lazy upgrades do meanwhile', async () => {
      await rig.products.insertMany(mixedProducts(600));
      await rig.products.insertMany(demoProducts() as Stored[]);
      const hot = ['hot-1', 'hot-2', 'hot-3'];
      await rig.products.insertMany(
        hot.map((_id) => ({
          _id,
          name: 'Hot',
          pricing: { basePrice: 0 },
          inventory: { quantity: 5 },
        })) as unknown as Stored[],
      );
      const context = await rig.begin({ maxDocumentsPerSecond: 600 });
      let stop = false;
      const changes = new Map<string, number>();
      const writers = hot.map(async (id) => {
        while (!stop) {
          await rig.products.updateOne(filterOf(id), { $inc: { 'pricing.basePrice': 1 } } as Record<string, unknown>);
          changes.set(id, (changes.get(id) ?? 0) + 1);
        }
      });
      const inserted: string[] = [];
      const inserter = (async () => {
        while (!stop) {
          // Alternately before and after the sweep's current position.
          const id = `${inserted.length % 2 === 0 ? '!' : '~'}${inserted.length}`;
          await rig.products.insertOne({ _id: id, name: 'New', basePrice: 5 } as unknown as Stored);
          inserted.push(id);
          await new Promise((resolve) => {
            setTimeout(resolve, 10);
          });
        }
      })();
      const reader = (async () => {
        while (!stop) {
          for (const document of await rig.products.aggregate<Stored>([{ $sample: { size: 20 } }]).toArray())
            rig.lazyUpgrade.offer(readProduct(document));
          await rig.lazyUpgrade.settled();
        }
      })();
      await eventually('what all of them do', () =>
        Promise.resolve(inserted.length > 0 && changes.size === hot.length && rig.lazyUpgrade.counts.written > 0),
      );
      await sweepUp(context);
      const insertedBefore = inserted.length;
      stop = true;
      await Promise.all([...writers, inserter, reader]);
      const verdict = await postValidateInPlace(context);
      expect(verdict).toMatchObject({ quarantined: 0, mismatches: 0 });
      expect(Number(verdict['upgradedLate'])).toBeLessThanOrEqual(inserted.length);
      expect(insertedBefore).toBeGreaterThan(0);
      expect(rig.lazyUpgrade.counts.written).toBeGreaterThan(0);
      expect(await legacyCount()).toBe(0);
      for (const id of hot)
        expect(await stored(id)).toMatchObject({ schemaVersion: 2, pricing: { basePrice: changes.get(id) } });
      for (const id of inserted)
        expect(await stored(id)).toMatchObject({ schemaVersion: 2, pricing: { basePrice: 5 }, basePrice: 5 });
    });

    it('puts what a validator or a unique index refuses into quarantine, with the reason', async () => {
      await rig.products.insertMany(mixedProducts(60));
      await rig.products.insertMany([
        { _id: 'barred', name: 'Barred', basePrice: 5, barred: 1 },
        { _id: 'same', name: 'Same', basePrice: 5 },
      ] as unknown as Stored[]);
      await rig.db.command({
        collMod: 'products',
        validator: { $nor: [{ schemaVersion: 2, barred: { $exists: true } }] },
      });
      await rig.products.insertOne({
        _id: 'first',
        schemaVersion: 2,
        name: 'x',
        pricing: { basePrice: 5 },
        materialSpecs: { metal: { type: 'silver' } },
        slug: await slugOf('same'),
      } as unknown as Stored);
      await rig.products.createIndex(
        { slug: 1 },
        { unique: true, partialFilterExpression: { schemaVersion: 2, slug: { $exists: true } } },
      );
      const context = await rig.begin();
      await sweepUp(context);
      const findings = await rig.db.collection('catalog_quarantine').find().sort({ _id: 1 }).toArray();
      expect(findings).toMatchObject([
        {
          _id: 'barred',
          findings: [{ problem: expect.stringContaining('A validator of the collection rejects the mapped document') }],
        },
        { _id: 'same', findings: [{ problem: expect.stringContaining('duplicate key') }] },
      ]);
      expect(await stored('barred')).toEqual({ _id: 'barred', name: 'Barred', basePrice: 5, barred: 1 });
      expect(context.run.value.work.validation).toMatchObject({
        validator: { $nor: [{ schemaVersion: 2, barred: { $exists: true } }] },
      });
    });

    it('refuses a catalog of which too little can be mapped', async () => {
      await rig.products.insertMany([...mixedProducts(30), ...REFUSED]);
      await expect(sweepUp(await rig.begin())).rejects.toMatchObject({ code: 'SUCCESS_RATE' });
    });

    it('pauses between pages and goes on from there', async () => {
      await rig.products.insertMany(mixedProducts(600));
      // So slow that it is in the middle, however late the request comes; which ends the wait after a page.
      const context = await rig.begin({ maxDocumentsPerSecond: 10 });
      const sweeping = sweepUp(context);
      await eventually('a first page', () => Promise.resolve(context.run.value.counts.migrated > 0));
      await rig.runs.request(context.run.id, ['running'], { kind: 'pause', by: 'test' });
      await expect(sweeping).rejects.toThrow(Interruption);
      const { migrated } = context.run.value.counts;
      expect(migrated).toBeLessThan(600);
      expect(await legacyCount()).toBeGreaterThan(0);
      await context.run.update({ request: null, 'options.maxDocumentsPerSecond': null });
      await sweepUp(context);
      expect(context.run.value.counts).toEqual({ total: 600, migrated: 600, quarantined: 0 });
      expect(await legacyCount()).toBe(0);
    });

    it('is gone on with by another process after kill -9', async () => {
      await rig.products.insertMany(mixedProducts(900));
      const before = await rig.bytes();
      const run = await rig.runs.start(
        'in-place',
        { manualSwitch: false, maxDocumentsPerSecond: null, acceptBlockers: false },
        { owner: 'child', startedBy: 'test' },
      );
      await killedChild(run._id, 'up', 3);
      expect(await legacyCount()).toBeGreaterThan(0);
      expect(await legacyCount()).toBeLessThan(800);
      const context = await rig.drive(await claimed());
      await sweepUp(context);
      expect(context.run.value.counts).toEqual({ total: 900, migrated: 900, quarantined: 0 });
      await expectUpgrades(before);
    });
  });

  describe('afterwards', () => {
    it('upgrades what was written in an old shape since, and fails where a document has no way back', async () => {
      await rig.products.insertMany(mixedProducts(100));
      const context = await rig.begin();
      await sweepUp(context);
      await rig.products.insertOne({ _id: 'late', name: 'Late', basePrice: 5 } as unknown as Stored);
      expect(await postValidateInPlace(context)).toMatchObject({ compared: 101, upgradedLate: 1, mismatches: 0 });
      expect(await stored('late')).toMatchObject({ schemaVersion: 2 });
      await rig.products.updateOne(filterOf('late'), { $set: { newer: "somebody's", revision: 4 } });
      await expect(postValidateInPlace(context)).rejects.toMatchObject({ code: 'INTEGRITY' });
    });
  });

  describe('back down', () => {
    it('gives untouched documents their bytes, changed ones their changes, and new ones an old shape', async () => {
      await rig.products.insertMany([
        ...demoProducts(),
        ...mixedProducts(300).filter(({ schemaVersion }) => schemaVersion !== 2),
      ] as Stored[]);
      await rig.products.insertOne({
        _id: 'changed',
        name: 'Changed',
        basePrice: 5,
        inventory: [{ quantity: 3 }],
      } as unknown as Stored);
      const before = await rig.bytes();
      const context = await rig.begin();
      await sweepUp(context);
      await postValidateInPlace(context);
      await rig.products.updateOne(filterOf('changed'), { $set: { 'pricing.basePrice': 6, description: 'Better' } });
      const { legacy: _, ...created } = upgradedOf({ _id: 'created', name: 'Created', pricing: { basePrice: 9 } });
      await rig.products.insertOne(created as Stored);
      await rig.products.insertOne({ ...created, _id: 'stays', schemaVersion: 2, name: '' } as Stored);
      await context.run.setState('rolling-back');

      expect(await sweepDown(context)).toMatchObject({ kept: 1, keptExamples: [{ id: 'stays' }] });

      const after = await rig.bytes();
      expect(await changedSince(before)).toEqual(['{"id":"changed"}']);
      expect(await stored('changed')).toMatchObject({
        basePrice: 6,
        description: 'Better',
        inventory: [{ quantity: 3 }],
      });
      expect(await stored('changed')).not.toHaveProperty('schemaVersion');
      const old = (await stored('created')) as Stored;
      expect(old).not.toHaveProperty('schemaVersion');
      expect(differences(upgradedOf(old), created)).toEqual([]);
      const [{ options }] = (await rig.db.listCollections({ name: 'products' }).toArray()) as unknown as [
        { options: object },
      ];
      expect(options).toEqual({ validationLevel: 'strict', validationAction: 'error' });
      expect(await sweepDown(context)).toMatchObject({ downgraded: 0, kept: 1 });
      expect(await changedSince(after)).toEqual([]);
    });

    it('is not undone by lazy upgrades, which rest until another migration is started', async () => {
      await rig.products.insertMany(demoProducts() as Stored[]);
      const before = await rig.bytes();
      const context = await rig.begin();
      await sweepUp(context);
      await context.run.setState('rolling-back');
      let stop = false;
      const reader = (async () => {
        while (!stop) {
          for (const document of await rig.products.aggregate<Stored>([{ $sample: { size: 20 } }]).toArray())
            rig.lazyUpgrade.offer(readProduct(document));
          await rig.lazyUpgrade.settled();
        }
      })();
      await sweepDown(context);
      await context.run.setState('rolled-back');
      await eventually('an upgrade that is not stored', () => Promise.resolve(rig.lazyUpgrade.counts.dropped > 0));
      stop = true;
      await reader;
      expect(await changedSince(before)).toEqual([]);

      await rig.begin();
      const [document] = await rig.products.find({}, { limit: 1 }).toArray();
      await eventually('a stored upgrade', async () => {
        rig.lazyUpgrade.offer(readProduct(document as Stored));
        await rig.lazyUpgrade.settled();
        return (await stored(document?._id))?.schemaVersion === 2;
      });
    });

    it('is gone on with by another process after kill -9', async () => {
      await rig.products.insertMany(mixedProducts(700).filter(({ schemaVersion }) => schemaVersion !== 2));
      const before = await rig.bytes();
      const context = await rig.begin();
      await sweepUp(context);
      await context.run.setState('rolling-back');
      await context.run.letGo();
      await killedChild(context.run.id, 'down', 2);
      expect(await legacyCount()).toBeGreaterThan(0);
      const next = await rig.drive(await claimed());
      await sweepDown(next);
      expect(await changedSince(before)).toEqual([]);
    });
  });

  async function killedChild(runId: string, direction: 'up' | 'down', atPage: number): Promise<void> {
    const child = startChild('test/support/in-place-process.ts', {
      NODE_ENV: 'test',
      TEST_MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
      TEST_DATABASE: rig.db.databaseName,
      TEST_RUN: runId,
      TEST_DIRECTION: direction,
      CATALOG_CRASH_AT: `in-place-batch:${atPage}`,
    });
    expect(await child.ended).toBeNull();
    expect(child.process.signalCode).toBe('SIGKILL');
  }

  const claimed = (): ReturnType<InPlaceRig['runs']['get']> =>
    eventually('the end of the lease', () => rig.runs.claim('test'));

  function upgradedOf(document: object): StoredDocument {
    const outcome = upgradeToLatest(document as StoredDocument);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
    return outcome.value.document;
  }

  async function slugOf(id: string): Promise<unknown> {
    return upgradedOf((await stored(id)) as Stored)['slug'];
  }
});
