import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { LazyUpgrade } from '../../src/products/lazy-upgrade.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BASE = '/api/admin/products';
const RING = {
  name: 'Orbit ring',
  category: 'rings',
  pricing: { basePrice: 10 },
  materialSpecs: { metal: { type: 'silver' } },
};
type Document = Readonly<Record<string, unknown>> & { readonly _id: unknown };

let rig: TestApp;
beforeAll(async () => {
  rig = await startTestApp({
    settings: { LAZY_UPGRADE: 'write-back' },
    prepare: async ({ db }) => {
      await db.createCollection('products');
    },
  });
});
afterAll(() => rig.close());

const products = (): ReturnType<TestApp['database']['db']['collection']> => rig.database.db.collection('products');
const ask = (method: 'get' | 'post' | 'patch' | 'delete', path: string): request.Test =>
  request(rig.server)[method](path).set('x-api-key', rig.keys.admin);
const stored = async (): Promise<readonly Document[]> =>
  products()
    .find({}, { sort: { _id: 1 } })
    .toArray();

async function only(documents: readonly object[], indexes: readonly Index[] = []): Promise<void> {
  await upgradesTried();
  await products().deleteMany({});
  for (const { name, unique } of await products().listIndexes().toArray())
    if (unique === true) await products().dropIndex(name as string);
  if (documents.length > 0) await products().insertMany(documents.map((document) => ({ ...document })) as never[]);
  for (const { key, ...options } of indexes) await products().createIndex(key as never, { unique: true, ...options });
}

interface Index {
  readonly key: Readonly<Record<string, 1>>;
  readonly sparse?: boolean;
}

const v0 = (id: string): object => ({
  _id: id,
  name: `Store ${id}`,
  type: 'ring',
  basePrice: 10,
  currency: 'USD',
  materials: ['silver'],
  inventory: [{ sku: `SKU-${id}`, quantity: 5, reserved: 0 }],
  seo: { slug: `store-${id}` },
});
const v1 = (id: string): object => ({
  _id: id,
  name: `Ring ${id}`,
  category: 'rings',
  pricing: { basePrice: 100, currency: 'USD' },
  inventory: { sku: `C-${id}`, quantity: 4, reserved: 0, available: 4 },
  customization: { materials: [{ type: 'gold', name: '14K Yellow Gold' }] },
  seo: { slug: `ring-${id}` },
});

describe('a unique index of others', () => {
  beforeEach(() => only([]));

  it('on seo.slug is given the slug: products are created in turn, and their slugs can change hands', async () => {
    await only([v1('a')], [{ key: { 'seo.slug': 1 } }]);
    const ids: string[] = [];
    for (const name of ['One', 'Two', 'Three']) {
      const { body } = await ask('post', BASE)
        .send({ ...RING, name })
        .expect(201);
      ids.push(body.data._id as string);
    }
    await ask('patch', `${BASE}/${ids[0]}`).send({ slug: 'moved' }).expect(200);
    await ask('patch', `${BASE}/${ids[0]}`).send({ slug: 'moved-again' }).expect(200);
    await ask('patch', `${BASE}/${ids[1]}`).send({ slug: 'moved' }).expect(200);
    const { body } = await ask('post', BASE)
      .send({ ...RING, slug: 'fourth' })
      .expect(201);
    expect(
      (await stored())
        .filter(({ _id }) => typeof _id !== 'string')
        .map(({ slug, seo }) => slug === (seo as { slug: string }).slug),
    ).toEqual([true, true, true, true]);
    await ask('patch', `${BASE}/${body.data._id}`).send({ slug: 'moved' }).expect(409);
  });

  it('on a field that this service does not write refuses the second product by name, unchanged', async () => {
    await only([v1('a')], [{ key: { sku: 1 } }]);
    await products().updateOne({ _id: 'a' as never }, { $set: { sku: 'A' } });
    await ask('post', BASE).send(RING).expect(201);
    const before = await stored();
    const { body } = await ask('post', BASE)
      .send({ ...RING, name: 'Two' })
      .expect(409);
    expect(body).toMatchObject({ code: 'UNIQUE_INDEX_CONFLICT', detail: expect.stringMatching(/sku_1.*\bsku\b/) });
    expect(await stored()).toEqual(before);
  });

  it('whose field an upgrade removes refuses patch and stock by name, once, and is still served', async () => {
    await only([v0('a'), v0('b')], [{ key: { 'inventory.sku': 1 } }]);
    await request(rig.server).get('/api/products/a').expect(200);
    await upgradesTried();
    expect(await products().findOne({ _id: 'a' as never })).toMatchObject({ schemaVersion: 2 });
    for (const call of [
      ask('patch', `${BASE}/b`).send({ pricing: { basePrice: 5 } }),
      ask('post', `${BASE}/b/inventory`).send({ delta: -1 }),
      ask('post', BASE).send(RING),
    ]) {
      const { body } = await call.expect(409);
      expect(body.detail).toMatch(/inventory\.sku_1.*inventory\.sku/);
    }
    await request(rig.server).get('/api/products/b').expect(200);
    await upgradesTried();
    expect(await products().findOne({ _id: 'b' as never })).toEqual(v0('b'));
  });

  it('refuses another try of a quarantined product with its name', async () => {
    await only([v0('c'), v0('d')], [{ key: { 'inventory.sku': 1 } }]);
    await rig.database.db.collection('catalog_quarantine').insertMany([{ _id: 'c' }, { _id: 'd' }] as never[]);
    await ask('post', '/api/admin/quarantine/c/retry').expect(200);
    const { body } = await ask('post', '/api/admin/quarantine/d/retry').expect(409);
    expect(body.detail).toContain('inventory.sku_1');
    await rig.database.db.collection('catalog_quarantine').deleteMany({});
  });

  it('is named by pre-flight and by the index overview', async () => {
    await only([v1('a')], [{ key: { sku: 1 } }, { key: { 'seo.slug': 1 } }]);
    const overview = await ask('get', '/api/admin/indexes').expect(200);
    const advice = (overview.body.data.advice as { kind: string; index?: string }[]).filter(
      ({ kind }) => kind === 'valueless',
    );
    expect(advice).toEqual([expect.objectContaining({ index: 'sku_1' })]);
    const { body } = await ask('post', '/api/admin/migrations/validate').expect(200);
    const check = (body.data.checks as { name: string }[]).find(
      ({ name }) => name === 'unique-indexes-of-new-products',
    );
    expect(check).toMatchObject({
      result: 'failed',
      severity: 'warning',
      detail: expect.stringContaining('sku_1 (sku)'),
    });
  });
});

/** Upgrades that reads have queued are written a moment later, between anything that a test does. */
const upgradesTried = (): Promise<void> => rig.app.get(LazyUpgrade, { strict: false }).settled();

describe('a slug', () => {
  it.each([
    ['a', 'a'],
    ['65f0000000000000000000ab', '65f0000000000000000000ab'],
    ['17', 17],
  ])('that is the _id %j of another product is refused', async (slug, id) => {
    const { ObjectId } = await import('mongodb');
    await only([{ ...v1('x'), _id: typeof id === 'string' && id.length === 24 ? new ObjectId(id) : id }, v1('b')]);
    const before = await stored();
    await ask('patch', `${BASE}/b`).send({ slug }).expect(409);
    await ask('post', BASE)
      .send({ ...RING, slug })
      .expect(409);
    expect(await stored()).toEqual(before);
  });

  it("that is the product's own _id is taken", async () => {
    await only([v1('own-id')]);
    await ask('patch', `${BASE}/own-id`).send({ slug: 'own-id' }).expect(200);
  });
});

describe('any unique indexes and any writes', () => {
  const fields = [
    'seo.slug',
    'slug',
    'sku',
    'inventory.sku',
    'name',
    'category',
    'pricing.basePrice',
    'basePrice',
    'inventory.quantity',
    'metadata.tags',
    'materialSpecs.metal.type',
    'schemaVersion',
    'revision',
    'creator.handle',
  ];
  const indexes = fc
    .uniqueArray(fc.tuple(fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1, maxLength: 2 }), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
      selector: ([keys]) => keys.join(),
    })
    .map((chosen) =>
      chosen.map(([keys, sparse]) => ({ key: Object.fromEntries(keys.map((key) => [key, 1 as const])), sparse })),
    );
  const target = fc.constantFrom('v0-a', 'v0-b', 'v1-a', 'v1-b');
  const write = fc.oneof(
    fc.record({
      method: fc.constant('post' as const),
      path: fc.constant(''),
      body: fc.record(
        { name: fc.constantFrom('One', 'Two'), slug: fc.constantFrom('one', 'two') },
        { requiredKeys: [] },
      ),
    }),
    fc.record({
      method: fc.constant('patch' as const),
      path: target,
      body: fc.constantFrom(
        { name: 'One' },
        { slug: 'one' },
        { pricing: { basePrice: 10 } },
        { metadata: { tags: ['a'] } },
        { inventory: { quantity: 3 } },
      ),
    }),
    fc.record({
      method: fc.constant('post' as const),
      path: target.map((id) => `${id}/inventory`),
      body: fc.constantFrom({ delta: 1 }, { delta: -1 }),
    }),
    fc.record({ method: fc.constant('get' as const), path: target, body: fc.constant({}) }),
  );

  it('never fail with 500 and are never written by half', async () => {
    const documents = [v0('v0-a'), v0('v0-b'), v1('v1-a'), v1('v1-b'), ...demoProducts().slice(0, 2)];
    await fc.assert(
      fc.asyncProperty(indexes, fc.array(write, { minLength: 1, maxLength: 5 }), async (chosen, writes) => {
        await only(documents);
        for (const { key, sparse } of chosen)
          await products()
            .createIndex(key, { unique: true, sparse })
            .catch(() => undefined);
        for (const { method, path, body } of writes) {
          const before = await stored();
          const call = ask(method, path === '' ? BASE : `${BASE}/${path}`);
          const { status } = await (method === 'get'
            ? call
            : call.send(method === 'post' && path === '' ? { ...RING, ...body } : body));
          expect([200, 201, 409]).toContain(status);
          if (method === 'get') await upgradesTried();
          const after = await stored();
          const changed = after.filter(
            (document) => !before.some((other) => JSON.stringify(other) === JSON.stringify(document)),
          );
          // A read may be followed by the upgrade of what was read, whole or not at all.
          if (method === 'get')
            expect(changed).toEqual(changed.map(() => expect.objectContaining({ _id: path, schemaVersion: 2 })));
          else if (status === 409) expect(after).toEqual(before);
          else expect(changed).toEqual([expect.objectContaining({ schemaVersion: 2, revision: expect.any(Number) })]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
