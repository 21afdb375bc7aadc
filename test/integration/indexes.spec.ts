import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { Settings } from '../../src/config/settings.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { CatalogIndexes } from '../../src/indexes/catalog-indexes.service.js';
import { IndexAnalyser } from '../../src/indexes/index-analysis.js';
import { catalogIndexes } from '../../src/indexes/index-definitions.js';
import { IndexBuilder } from '../../src/indexes/index-builder.js';
import { type IndexRemoval, IndexRemovals } from '../../src/indexes/index-removals.js';
import { readOverview } from '../../src/indexes/index-overview.js';
import { toIndexList } from '../../src/indexes/index-report.js';
import { readIndexUsage, readMembersUsage } from '../../src/indexes/index-usage.js';
import { QueryProbes } from '../../src/query-performance/query-probes.js';
import type { Collections } from '../../src/database/collections.js';
import { upgradeStored } from '../support/catalog-rig.js';
import { type ReplicaSet, startReplicaSet } from '../support/replica-set/replica-set.js';
import { openTestDatabase } from '../support/test-database.js';

const DECLARED = catalogIndexes().length;
const BY = { by: 'somebody', force: false };

interface Rig {
  readonly db: mongo.Db;
  readonly products: mongo.Collection<StoredDocument & { _id: unknown }>;
  readonly indexes: CatalogIndexes;
  readonly reportDir: string;
  close(): Promise<void>;
}

async function startRig(count: number): Promise<Rig> {
  const { name, uri, close } = await openTestDatabase();
  const reportDir = await mkdtemp(join(tmpdir(), 'catalog-indexes-'));
  const client = await mongo.MongoClient.connect(uri, { readConcernLevel: 'majority', w: 'majority' });
  const db = client.db(name);
  const products: Rig['products'] = db.collection('products');
  if (count > 0) {
    await products.insertMany([...generateProducts({ count, seed: 5 })] as (StoredDocument & { _id: unknown })[]);
    await upgradeStored(products, (position) => position % 2 === 0);
  }
  const collections = { client, db, products } as Collections;
  const settings = Object.assign(new Settings(), { REPORT_DIR: reportDir });
  const indexes = new CatalogIndexes(
    collections,
    new IndexBuilder(collections),
    new IndexRemovals(collections),
    new IndexAnalyser(collections, new QueryProbes(collections)),
    settings,
  );
  return {
    db,
    products,
    indexes,
    reportDir,
    close: async () => {
      await client.close();
      await close();
      await rm(reportDir, { recursive: true, force: true });
    },
  };
}

let rig: Rig;
beforeAll(async () => {
  rig = await startRig(1_200);
});
afterAll(() => rig.close());

const names = async (): Promise<string[]> => (await rig.products.indexes()).map(({ name }) => String(name));
const adviceOn = async (index: string): Promise<string[]> =>
  (await rig.indexes.overview()).advice.filter((one) => one.index === index).map(({ kind }) => kind);
const stateOf = async (name: string): Promise<unknown> =>
  toIndexList(await rig.indexes.overview()).indexes.find((index) => index.name === name)?.state;

describe('the declared indexes', () => {
  it('are built if there are none, and then there is nothing left to build', async () => {
    const first = await rig.indexes.sync();
    expect(first.built).toHaveLength(DECLARED);
    expect(first.refused).toEqual([]);
    expect(toIndexList(first.overview)).toMatchObject({
      count: DECLARED + 1,
      documents: 1_200,
      totalBytes: expect.any(Number),
    });
    expect((await rig.indexes.sync()).built).toEqual([]);
  });

  it('serve every query class and the queries of others, and the report says so', async () => {
    const { analysis, path } = await rig.indexes.analyse();
    expect(
      analysis.classes.map(({ plans }) => plans.join()).filter((plan) => plan.includes('COLLSCAN') || plan === ''),
    ).toEqual([]);
    // Reasons about times do not matter on a shared machine.
    expect(analysis.reasons.filter((reason) => !reason.includes('p95'))).toEqual([]);
    expect(
      analysis.others.map(({ name, plan, returned, keysExamined }) => [
        name,
        plan.includes(`IXSCAN ${name}`),
        returned,
        keysExamined,
      ]),
    ).toEqual(
      [
        'v2_metal_inStock_price',
        'v2_stone_carat_desc',
        'v2_category_metal_price',
        'v2_recycled_labGrown_featured',
        'v2_metal_stone_category_featured',
      ].map((name) => [name, true, expect.any(Number), expect.any(Number)]),
    );
    for (const { returned, keysExamined } of analysis.others) expect(keysExamined).toBe(returned);
    expect(path).toBe(join(rig.reportDir, 'index-optimization-report.json'));
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      count: DECLARED + 1,
      analysis: { documents: 1_200, classes: expect.any(Array) },
      indexes: expect.any(Array),
      advice: expect.any(Array),
    });
  });

  it('are missed where one was dropped, and built again', async () => {
    await rig.products.dropIndex('v2_slug');
    expect(await stateOf('v2_slug')).toBe('missing');
    expect(await adviceOn('v2_slug')).toEqual(['build']);
    const { analysis } = await rig.indexes.analyse();
    expect(analysis.reasons).toContain(
      'Product page by slug: the database reads the whole collection instead of an index',
    );

    expect((await rig.indexes.sync()).built).toEqual(['v2_slug']);
    expect(await stateOf('v2_slug')).toBe('ready');
  });

  it('are built beside writers that go on writing', async () => {
    await rig.products.dropIndexes();
    let stopped = false;
    const written: unknown[] = [];
    const writers = [0, 1, 2].map(async (writer) => {
      for (let at = 0; !stopped; at += 1) {
        const _id = `written-${writer}-${at}`;
        await rig.products.insertOne({
          _id,
          schemaVersion: 2,
          name: _id,
          category: 'rings',
          slug: _id,
          pricing: { basePrice: at },
          metadata: { featured: false },
          createdAt: new Date(at),
        } as never);
        await rig.products.updateOne({ _id } as never, {
          $set: { 'pricing.basePrice': at + 0.5, slug: `edited-${_id}` },
        });
        written.push(_id);
      }
    });
    const { built, refused } = await rig.indexes.sync();
    stopped = true;
    await Promise.all(writers);
    expect([built.length, refused]).toEqual([DECLARED, []]);
    expect(written.length).toBeGreaterThan(0);
    const byIndex = await rig.products
      .find({ schemaVersion: 2, slug: /^edited-written-/ as never }, { hint: 'v2_slug' })
      .toArray();
    expect(byIndex.map(({ _id }) => _id).sort()).toEqual([...written].sort());
    expect(byIndex.every((document) => (document['pricing'] as { basePrice: number }).basePrice % 1 === 0.5)).toBe(
      true,
    );
    await rig.products.deleteMany({ _id: /^written-/ as never });
  });

  it('are left out where a document refuses one; the others are built', async () => {
    await rig.products.dropIndexes();
    await rig.products.insertOne({
      _id: 'odd',
      schemaVersion: 2,
      category: ['rings'],
      materialSpecs: [{ metal: { type: 'silver' } }],
    } as never);
    const { built, refused } = await rig.indexes.sync();
    expect(refused.map(({ name }) => name)).toEqual(['v2_category_metal_price', 'v2_metal_stone_category_featured']);
    expect(refused[0]?.problem).toMatch(/parallel arrays/);
    expect(built).toHaveLength(DECLARED - refused.length);
    await rig.products.deleteOne({ _id: 'odd' } as never);
    expect((await rig.indexes.sync()).built).toEqual(refused.map(({ name }) => name));
  });

  it('are told apart from another index of the same name, and from the same one of another name', async () => {
    await rig.products.dropIndex('v2_slug');
    await rig.products.dropIndex('v2_stone_carat_desc');
    await rig.products.createIndex({ name: 1 }, { name: 'v2_slug' });
    await rig.products.createIndex(
      { 'materialSpecs.stone.type': 1, 'materialSpecs.stone.carat': -1, _id: 1 },
      { name: 'mine', partialFilterExpression: { schemaVersion: 2 } },
    );
    const { built, refused } = await rig.indexes.sync();
    expect([built, refused]).toEqual([
      [],
      [{ name: 'v2_stone_carat_desc', problem: expect.stringContaining('The index mine blocks it') }],
    ]);
    expect(await stateOf('v2_slug')).toBe('different');
    expect([await adviceOn('v2_slug'), await adviceOn('v2_stone_carat_desc')]).toEqual([['different'], ['blocked']]);
    await rig.products.dropIndex('v2_slug');
    await rig.products.dropIndex('mine');
    await rig.indexes.sync();
  });

  it('include an index of words on request alone, which takes documents with a language of their own', async () => {
    expect(await stateOf('all_text')).toBe('on-request');
    await expect(rig.indexes.sync({ also: ['some_text'] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await rig.indexes.sync({ also: ['all_text'] })).built).toEqual(['all_text']);
    expect(await stateOf('all_text')).toBe('ready');
    await rig.products.insertOne({
      _id: 'worded',
      name: 'Quintessence',
      tags: ['zirkonia'],
      language: 'klingon',
    } as never);
    expect(await rig.products.countDocuments({ $text: { $search: 'zirkonia' } })).toBe(1);
    await rig.products.deleteOne({ _id: 'worded' } as never);
    await rig.products.dropIndex('all_text');
  });

  it.each([
    ['running', 'OPERATION_IN_PROGRESS'],
    ['completed', undefined],
  ])('are left alone while a migration is %s', async (state, code) => {
    await rig.db
      .collection<{ _id: string }>('catalog_migrations')
      .insertOne({ _id: 'run-1', active: true, state } as never);
    await rig.products.createIndex({ extra: 1 }, { name: 'extra' });
    for (const change of [
      () => rig.indexes.sync(),
      () => rig.indexes.remove('extra', BY),
      () => rig.indexes.unhide('extra'),
    ]) {
      expect(
        await change().then(
          () => undefined,
          (error: unknown) => (error as { code: unknown }).code,
        ),
      ).toBe(code);
    }
    await rig.db.collection('catalog_migrations').deleteMany({});
    await rig.products.dropIndex('extra');
    await rig.db.collection('catalog_index_removals').deleteMany({});
  });
});

describe('the indexes of an earlier version of the service', () => {
  const removals = (): IndexRemovals => new IndexRemovals({ db: rig.db } as Collections);
  const hidden = async (): Promise<string[]> =>
    (await rig.products.indexes()).filter((index) => index['hidden'] === true).map(({ name }) => String(name));
  afterAll(async () => {
    await rig.db.collection('catalog_index_removals').deleteMany({});
    await rig.products.dropIndexes();
    await rig.indexes.sync();
  });

  it('are hidden, each once: who wants one back keeps it, and nobody else\u2019s are touched', async () => {
    await rig.products.createIndex(
      { 'pricing.basePrice': 1, _id: 1 },
      { name: 'v1_price', partialFilterExpression: { schemaVersion: null } as never },
    );
    await rig.products.createIndex(
      { name: 1, _id: 1 },
      { name: 'v0_name', partialFilterExpression: { basePrice: { $exists: true } } },
    );
    await rig.products.createIndex({ name: -1 }, { name: 'v2_name' });
    expect([...(await removals().retire())].sort()).toEqual(['v0_name', 'v1_price']);
    expect((await hidden()).sort()).toEqual(['v0_name', 'v1_price']);
    expect((await removals().list()).map(({ _id, by }) => [_id, by])).toEqual(
      expect.arrayContaining([
        ['v0_name', 'service'],
        ['v1_price', 'service'],
      ]),
    );
    expect((await rig.indexes.overview()).advice.filter(({ index }) => index === 'v1_price')).toEqual([]);

    await rig.indexes.unhide('v1_price');
    expect(await removals().retire()).toEqual([]);
    expect(await hidden()).toEqual(['v0_name']);
  });
});

describe('an index that nobody declared', () => {
  afterEach(async () => {
    await rig.db.collection('catalog_index_removals').deleteMany({});
    if ((await names()).includes('mine')) await rig.products.dropIndex('mine');
  });
  const make = (): Promise<string> => rig.products.createIndex({ 'seo.metaTitle': 1 }, { name: 'mine' });
  const isHidden = async (): Promise<unknown> =>
    (await rig.products.indexes()).find(({ name }) => name === 'mine')?.['hidden'] ?? false;
  const removals = (): Promise<IndexRemoval[]> =>
    rig.db.collection<IndexRemoval>('catalog_index_removals').find().toArray();

  it('is advised on and not dropped, as long as nobody uses it', async () => {
    await make();
    expect(await adviceOn('mine')).toEqual(['unused']);
    await rig.indexes.sync();
    expect(await rig.indexes.dropDue()).toEqual({ dropped: [], kept: [] });
    expect(await names()).toContain('mine');
    for (let used = 0; used < 10; used += 1) await rig.products.findOne({ 'seo.metaTitle': `title ${used}` });
    expect(await adviceOn('mine')).toEqual([]);
    expect((await readIndexUsage(rig.db)).find(({ name }) => name === 'mine')).toMatchObject({
      collection: 'products',
      operations: 10,
      since: expect.any(Date),
    });
  });

  it('is hidden before it is dropped, and dropped when its grace period is over', async () => {
    await make();
    const hidden = await rig.indexes.remove('mine', { ...BY, graceDays: 3 });
    expect(hidden).toMatchObject({ state: 'hidden', removal: { by: 'somebody', key: '{ seo.metaTitle: 1 }' } });
    const [removal] = await removals();
    expect(Number(removal?.dropAfter) - Number(removal?.hiddenAt)).toBe(3 * 86_400_000);
    expect([await isHidden(), await stateOf('mine'), await adviceOn('mine')]).toEqual([true, 'hidden', []]);
    expect(await rig.indexes.dropDue()).toEqual({ dropped: [], kept: [] });
    expect(await rig.indexes.remove('mine', BY)).toMatchObject({
      state: 'hidden',
      removal: { dropAfter: removal?.dropAfter },
    });

    await rig.db
      .collection<IndexRemoval>('catalog_index_removals')
      .updateOne({ _id: 'mine' }, [{ $set: { dropAfter: { $subtract: ['$$NOW', 1] } } }]);
    expect(await Promise.all([rig.indexes.dropDue(), rig.indexes.dropDue()])).toContainEqual({
      dropped: ['mine'],
      kept: [],
    });
    expect([await names(), await removals()]).toEqual([expect.not.arrayContaining(['mine']), []]);
    await expect(rig.indexes.remove('mine', BY)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is hidden by the first request even without a grace period, and dropped by the second', async () => {
    await make();
    expect((await rig.indexes.remove('mine', { ...BY, graceDays: 0 })).state).toBe('hidden');
    expect((await rig.indexes.remove('mine', BY)).state).toBe('dropped');
    expect(await names()).not.toContain('mine');
  });

  it('can be unhidden, which restarts its grace period', async () => {
    await make();
    await rig.indexes.remove('mine', { ...BY, graceDays: 0 });
    await rig.indexes.unhide('mine');
    expect([await isHidden(), await removals()]).toEqual([false, []]);
    expect((await rig.indexes.remove('mine', BY)).state).toBe('hidden');
  });

  it.each([
    [
      'let be used again by hand',
      async () => {
        await rig.db.command({ collMod: 'products', index: { name: 'mine', hidden: false } });
      },
    ],
    [
      'made anew as another one',
      async () => {
        await rig.products.dropIndex('mine');
        await rig.products.createIndex({ other: 1 }, { name: 'mine', hidden: true });
      },
    ],
  ])('is kept where it was %s', async (_, change) => {
    await make();
    await rig.indexes.remove('mine', { ...BY, graceDays: 0 });
    await change();
    expect(await rig.indexes.dropDue()).toEqual({ dropped: [], kept: ['mine'] });
    expect([await names(), await removals()]).toEqual([expect.arrayContaining(['mine']), []]);
  });

  it('is eventually dropped if the first attempt was interrupted', async () => {
    await make();
    await rig.indexes.remove('mine', BY);
    await rig.db
      .collection<IndexRemoval>('catalog_index_removals')
      .updateOne({ _id: 'mine' }, { $set: { state: 'dropping' } });
    await expect(rig.indexes.unhide('mine')).rejects.toMatchObject({ code: 'INDEX_KEPT' });
    expect(await rig.indexes.dropDue()).toEqual({ dropped: ['mine'], kept: [] });
  });

  it('is not dropped if it is declared, except by force; that of _id never', async () => {
    await expect(rig.indexes.remove('v2_stone_carat_desc', BY)).rejects.toMatchObject({
      code: 'INDEX_KEPT',
      message: expect.stringContaining('buyers and appraisal'),
    });
    await expect(rig.indexes.remove('_id_', { ...BY, force: true })).rejects.toMatchObject({ code: 'INDEX_KEPT' });
    expect(await rig.indexes.remove('v2_stone_carat_desc', { ...BY, force: true })).toMatchObject({ state: 'hidden' });
    expect([await stateOf('v2_stone_carat_desc'), (await rig.indexes.sync()).built]).toEqual(['hidden', []]);
    await rig.indexes.unhide('v2_stone_carat_desc');
  });

  it('is suggested by queries that were slow', async () => {
    const slow = rig.db.collection('catalog_slow_queries');
    const plan = { plan: 'SORT, COLLSCAN', collectionScan: true };
    const shape = JSON.stringify({
      filter: { schemaVersion: '?number', 'materialSpecs.stone.color': '?string' },
      sort: { createdAt: -1 },
    });
    await slow.insertMany([
      { command: 'find', collection: 'products', shape, plan, count: 7, maxMs: 450, lastAt: new Date() },
      {
        command: 'find',
        collection: 'products',
        shape: JSON.stringify({ filter: { color: '?string' }, hint: 'v2_name' }),
        plan,
        count: 7,
        maxMs: 450,
        lastAt: new Date(),
      },
    ]);
    const { advice } = await rig.indexes.overview();
    expect(advice.filter(({ kind }) => kind === 'suggested').map(({ text }) => text)).toEqual([
      expect.stringContaining(
        '{ materialSpecs.stone.color: 1, createdAt: -1 } would serve slow queries: seen 7 times, up to 450 ms',
      ),
    ]);
    await slow.drop();
  });
});

describe('without products', () => {
  it('there is nothing to build, and the collection is not made', async () => {
    const empty = await startRig(0);
    try {
      expect(await empty.indexes.sync()).toMatchObject({
        built: [],
        refused: [],
        overview: { exists: false, documents: 0 },
      });
      expect(await empty.db.listCollections().toArray()).toEqual([]);
    } finally {
      await empty.close();
    }
  });
});

describe('on three members', () => {
  let set: ReplicaSet;
  beforeAll(async () => {
    set = await startReplicaSet();
  }, 120_000);
  afterAll(() => set.close());

  const connect = (options: mongo.MongoClientOptions = {}): Promise<mongo.MongoClient> =>
    mongo.MongoClient.connect(set.uri, { readConcernLevel: 'majority', w: 'majority', ...options });

  it('a build whose answer does not come in time is waited for, and is seen to go on', async () => {
    // The build's other commands also need a response within this time, even on a busy machine.
    const [client, impatient] = [await connect(), await connect({ socketTimeoutMS: 3_000 })];
    const primary = await set.primary();
    try {
      const db = client.db('slow');
      await db.collection('products').insertOne({ a: 1 });
      const slow = impatient.db('slow');
      await primary.command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode: 'alwaysOn' });
      const collections = { client: impatient, db: slow, products: slow.collection('products') };
      const building = new IndexBuilder(collections as unknown as Collections).build(catalogIndexes().slice(0, 2));
      const deadline = performance.now() + 60_000;
      while ((await readMembersUsage(db)).building.length < 2 && performance.now() < deadline) await sleep(50);
      expect((await readOverview(db, [])).compared.slice(0, 2).map(({ state }) => state)).toEqual([
        'building',
        'building',
      ]);
      await sleep(3_500); // longer than the client waits for a response
      await primary.command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode: 'off' });
      expect(await building).toEqual({ built: ['v0_seo_slug', 'v0_slug'], refused: [] });
      expect((await readOverview(db, [])).compared.slice(0, 2).map(({ state }) => state)).toEqual(['ready', 'ready']);
    } finally {
      await primary.command({ configureFailPoint: 'hangAfterStartingIndexBuild', mode: 'off' });
      await Promise.all([client.close(), impatient.close()]);
    }
  }, 120_000);

  it('usage is summed over those that answer, and a build does not wait for one that is down', async () => {
    const client = await connect();
    try {
      const db = client.db('usage');
      const products = db.collection('products');
      await products.insertOne({ a: 1 }, { writeConcern: { w: 3 } });
      // On all three: a member that has not finished it yet reads without it, which is not counted. So does a majority
      // read on a member that has finished it but has not heard yet that the majority has.
      const mine = { key: { a: 1 }, name: 'mine' };
      await db.command({ createIndexes: 'products', indexes: [mine], writeConcern: { w: 3 } });
      for (const readPreference of ['primary', 'secondary', 'secondary', 'primary', 'secondary'] as const)
        await products.findOne({ a: 1 }, { readPreference, readConcern: { level: 'local' } });
      const before = await readMembersUsage(db);
      expect(before).toMatchObject({
        members: { length: 3 },
        silent: [],
        building: [],
        usage: [{ name: '_id_' }, { name: 'mine' }],
      });
      // A read whose response was lost is retried; a single member received at most three.
      expect(before.usage[1]?.operations).toBeGreaterThanOrEqual(5);

      await (await set.secondary()).kill();
      const builder = new IndexBuilder({ client, db, products } as unknown as Collections);
      expect((await builder.build()).built).toHaveLength(DECLARED);
      const usage = await readMembersUsage(db);
      expect([usage.members.length, usage.silent]).toEqual([
        2,
        [{ host: expect.any(String), problem: expect.any(String) }],
      ]);
    } finally {
      await client.close();
    }
  }, 120_000);
});
