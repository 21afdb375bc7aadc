import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { differences, downgrade, upgradeToLatest } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import {
  ConflictError,
  NotFoundError,
  PreconditionFailedError,
  UnavailableError,
  UnprocessableError,
} from '../../src/errors/domain-error.js';
import type { ProductFields } from '../../src/product-writes/product-fields.js';
import type { ProductWriter } from '../../src/product-writes/product-writer.js';
import { isFenced, isRefusedDocument } from '../../src/database/database-errors.js';
import { retryWrites } from '../../src/database/write-retry.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig } from '../support/catalog-rig.js';
import { insertRaw, joinedBytes, withObject } from '../support/insert-raw.js';
import { writerOn } from '../support/product-writer-rig.js';
import { testMongoUri } from '../support/test-database.js';

type Stored = StoredDocument & { _id: unknown };

const RING: ProductFields = {
  name: 'Orbit ring',
  category: 'rings',
  pricing: { basePrice: 1290 },
  materialSpecs: { metal: { type: '14k-gold' } },
  inventory: { quantity: 20 },
};
const FENCE = { validator: { $jsonSchema: { title: 'MIGRATION_FENCE:run:1', required: ['__fence__'] } } };

let rig: CatalogRig;
let writer: ProductWriter;

beforeAll(async () => {
  rig = await startCatalogRig();
  writer = await writerOn(rig);
});
afterAll(() => rig.close());
beforeEach(async () => {
  await rig.products.deleteMany({});
});

const byId = (id: unknown): Record<string, unknown> => ({ _id: id });
const stored = (id: unknown): Promise<Stored | null> => rig.products.findOne(byId(id)) as Promise<Stored | null>;
const legacyOf = (chosen: (document: Stored) => boolean): Stored => {
  const found = (demoProducts() as Stored[]).find(chosen);
  if (found === undefined) throw new Error('The demo data has no such product');
  return found;
};

async function created(fields: ProductFields = RING): Promise<string> {
  return (await writer.create(fields)).answer._id;
}

describe('create', () => {
  it('stores a document of the latest version with all defaults, which can be downgraded', async () => {
    const { answer } = await writer.create(RING);

    const document = await stored(new mongo.ObjectId(answer._id));
    expect(document).toMatchObject({
      schemaVersion: 2,
      revision: 1,
      name: 'Orbit ring',
      slug: expect.stringMatching(/^orbit-ring-[0-9a-f]{6}$/),
      metadata: { status: 'active', tags: [] },
      inventory: { available: true, quantity: 20 },
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(answer).toEqual(await writer.get(answer._id));
    const back = downgrade(document as Stored);
    expect(back.ok).toBe(true);
    const again = upgradeToLatest((back.ok ? back.value.document : {}) as Stored);
    expect(again.ok && differences(document as Stored, again.value.document)).toEqual([]);
  });

  it('refuses a slug that another product has, whatever version that is stored in', async () => {
    const legacy = legacyOf(({ pricing }) => pricing !== undefined);
    await rig.products.insertOne({ ...legacy });
    const upgraded = upgradeToLatest(legacy);
    const slug = upgraded.ok ? upgraded.value.product.slug : '';

    await expect(writer.create({ ...RING, slug })).rejects.toThrow(ConflictError);
    const id = await created();
    await expect(writer.update(id, { slug })).rejects.toThrow(ConflictError);
    await expect(writer.update(String(legacy._id), { slug, name: 'Same slug as before' })).resolves.toMatchObject({
      answer: { revision: 2 },
    });
  });
});

describe('update', () => {
  it('merges objects, replaces lists, and takes optional fields away', async () => {
    const id = await created({
      ...RING,
      metadata: { tags: ['a', 'b'], featured: true },
      creator: { handle: 'mira', name: 'Mira' },
      materialSpecs: { metal: { type: 'platinum' }, stone: { type: 'lab-diamond', carat: 0.75, cut: 'oval' } },
    });

    await writer.update(id, {
      metadata: { tags: ['c'] },
      materialSpecs: { stone: { cut: null } },
      pricing: { basePrice: 10 },
    });
    const first = await stored(new mongo.ObjectId(id));
    expect(first).toMatchObject({
      revision: 2,
      pricing: { basePrice: 10, currency: 'USD' },
      metadata: { tags: ['c'], featured: true },
    });
    expect(first?.materialSpecs).toEqual(
      expect.objectContaining({
        stone: {
          type: 'lab-diamond',
          carat: 0.75,
          certification: 'none',
          sustainability: { labGrown: true, conflictFree: false, traceable: false },
        },
      }),
    );

    await writer.update(id, { materialSpecs: { stone: null }, creator: null });
    const second = await stored(new mongo.ObjectId(id));
    expect(second?.materialSpecs).not.toHaveProperty('stone');
    expect((await writer.get(id)).product).not.toHaveProperty('creator.handle');
  });

  it('works out whether a product can be bought whenever status or quantity change', async () => {
    const id = await created();

    await writer.update(id, { metadata: { status: 'coming-soon' } });
    expect((await stored(new mongo.ObjectId(id)))?.inventory).toEqual({ available: false, quantity: 20 });
    await writer.update(id, { metadata: { status: 'active' } });
    await writer.addToInventory(id, -20);
    expect((await stored(new mongo.ObjectId(id)))?.inventory).toEqual({ available: false, quantity: 0 });
    await writer.update(id, { inventory: { quantity: null } });
    expect((await stored(new mongo.ObjectId(id)))?.inventory).toEqual({ available: true });
    await expect(writer.addToInventory(id, 1)).rejects.toThrow(ConflictError);
  });

  it('finds a string id before the ObjectId that prints like it', async () => {
    const hex = '64b0c0ffee64b0c0ffee64b0';
    const base = { name: 'A', pricing: { basePrice: 1, currency: 'USD' }, metadata: { status: 'active' } };
    await rig.products.insertMany([
      { ...base, _id: new mongo.ObjectId(hex) },
      { ...base, _id: hex },
    ] as Stored[]);

    await writer.update(hex, { name: 'The string' });

    expect(await stored(hex)).toMatchObject({ name: 'The string' });
    expect(await stored(new mongo.ObjectId(hex))).toEqual({ ...base, _id: new mongo.ObjectId(hex) });
  });

  it('is rejected for an outdated If-Match', async () => {
    const id = await created();
    const { etag } = await writer.get(id);
    const seen = [String(etag)];

    await writer.update(id, { name: 'First' }, { ifMatch: seen });
    await expect(writer.update(id, { name: 'Second' }, { ifMatch: seen })).rejects.toThrow(PreconditionFailedError);
    await expect(writer.delete(id, { ifMatch: seen })).rejects.toThrow(PreconditionFailedError);
    await expect(writer.delete(id, { ifMatch: '*' })).resolves.toMatchObject({
      answer: { deleted: true, revision: 2 },
    });
    await expect(writer.get(id)).rejects.toThrow(NotFoundError);
  });
});

describe('a document of an older version', () => {
  const olds = [
    { version: 0, document: legacyOf(({ pricing, basePrice }) => pricing === undefined && basePrice !== undefined) },
    { version: 1, document: legacyOf(({ pricing, inventory }) => pricing !== undefined && inventory !== undefined) },
  ];

  it.each(olds)(
    'v$version is upgraded and changed in one step, keeps all else, and goes back with the change in its own fields',
    async ({ version, document }) => {
      await rig.products.insertOne({ ...document });
      const tagBefore = (await writer.get(String(document._id))).etag;
      const upgraded = upgradeToLatest(document);
      const before = upgraded.ok ? upgraded.value.document : document;
      const quantity = (upgraded.ok ? upgraded.value.product.inventory.quantity : undefined) ?? 0;

      const { answer } = await writer.addToInventory(String(document._id), 3, { ifMatch: [String(tagBefore)] });
      await writer.update(String(document._id), { pricing: { basePrice: 4321 } });

      const after = (await stored(document._id)) as Stored;
      expect(answer).toMatchObject({
        storedVersion: 2,
        revision: 2,
        product: { inventory: { quantity: quantity + 3 } },
      });
      const changed = differences(before, after)
        .map(({ path }) => path)
        .sort();
      expect(changed.filter((path) => path !== 'inventory.available')).toEqual([
        'inventory.quantity',
        'pricing.basePrice',
        'revision',
        'updatedAt',
      ]);
      const back = downgrade(after);
      expect(back.ok && back.value.to).toBe(version);
      const old = (back.ok ? back.value.document : {}) as Stored;
      const told = differences(document, old).map(({ path }) => path);
      expect(told.every((path) => /^(inventory|basePrice|pricing\.basePrice|updatedAt)/.test(path))).toBe(true);
      const again = upgradeToLatest(old);
      expect(again.ok && differences(after, again.value.document)).toEqual([]);
    },
  );

  it('keeps its entity tags through an upgrade', async () => {
    const { document } = olds[1] as { document: Stored };
    await rig.products.insertOne({ ...document });
    const before = await writer.get(String(document._id));
    await rig.upgrade(() => true);
    const after = await writer.get(String(document._id));

    expect([before.storedVersion, after.storedVersion]).toEqual([1, 2]);
    expect(after.etag).toBe(before.etag);
  });

  it.each([
    {
      title: 'that fails the mapping',
      document: { _id: 'bad', name: 'Bad', pricing: { basePrice: -5 } },
      path: 'pricing.basePrice',
    },
    { title: 'of no known version', document: { _id: 'bad', price: 1 }, path: 'schemaVersion' },
    {
      title: 'of a version of the future',
      document: { _id: 'bad', schemaVersion: 99, name: 'Bad', pricing: { basePrice: 5 } },
      path: 'schemaVersion',
    },
  ])('$title is never changed', async ({ document, path }) => {
    await rig.products.insertOne(document as Stored);

    for (const write of [
      () => writer.update('bad', { name: 'x' }),
      () => writer.addToInventory('bad', 1),
      () => writer.delete('bad'),
    ]) {
      const error: unknown = await write().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnprocessableError);
      expect((error as UnprocessableError).details.errors).toEqual([expect.objectContaining({ parameter: path })]);
    }
    expect(await stored('bad')).toEqual(document);
    expect(await writer.get('bad')).toMatchObject({
      product: null,
      etag: null,
      findings: [expect.objectContaining({ path })],
    });
  });

  it('is not written where it would change an object with two fields of one name: that stops the server', async () => {
    const base = {
      _id: 'twice',
      schemaVersion: 2,
      revision: 1,
      name: 'Twice',
      materialSpecs: { metal: { type: 'silver' } },
    };
    const bytes = withObject(
      joinedBytes(base),
      'pricing',
      joinedBytes({ basePrice: 1, currency: 'USD', a: 1 }, { a: 2 }),
    );
    await insertRaw(testMongoUri(), rig.products, bytes);

    await expect(writer.update('twice', { pricing: { basePrice: 2 } })).rejects.toThrow(UnprocessableError);
    const raw = (await rig.products.findOne(byId('twice'), { raw: true })) as unknown as Uint8Array;
    expect(Buffer.from(raw).equals(bytes)).toBe(true);
    await expect(writer.update('twice', { name: 'What it leaves alone' })).resolves.toMatchObject({
      answer: { revision: 2 },
    });
  });

  it('is written where two of its own fields have one name that the write leaves alone', async () => {
    await insertRaw(
      testMongoUri(),
      rig.products,
      joinedBytes(
        {
          _id: 'root',
          schemaVersion: 2,
          revision: 1,
          name: 'Root',
          pricing: { basePrice: 1, currency: 'USD' },
          materialSpecs: { metal: { type: 'silver' } },
          extra: 1,
        },
        { extra: 2 },
      ),
    );

    await writer.update('root', { name: 'Changed' });

    expect(await stored('root')).toMatchObject({ name: 'Changed', revision: 2 });
  });
});

describe('side by side', () => {
  it('a document read in an older state again and again, as where the majority lags, is no refusal', async () => {
    const id = await created();
    const older = await stored(new mongo.ObjectId(id));
    await writer.addToInventory(id, -1);
    let left = 10;
    const find = (...args: Parameters<typeof rig.products.find>): unknown =>
      left-- > 0 ? { toArray: () => Promise.resolve([older]) } : rig.products.find(...args);
    const lagging = new Proxy(rig.products, {
      get: (target, name) => {
        const value: unknown = name === 'find' ? find : Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });

    const behind = await writerOn({ client: rig.client, db: rig.db, products: lagging });
    await expect(behind.addToInventory(id, -1)).resolves.toMatchObject({
      answer: { revision: 3, product: { inventory: { quantity: 18 } } },
    });
  });

  it('conserves the quantity, never goes below zero, and leaves no gap in the revisions', async () => {
    const id = await created();
    const writers = [writer, await writerOn(rig)];
    const deltas = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? 2 : -3));

    const results = await Promise.allSettled(
      deltas.map((delta, index) => (writers[index % 2] ?? writer).addToInventory(id, delta)),
    );

    const done = results
      .map((result, index) => ({ result, delta: deltas[index] ?? 0 }))
      .filter(({ result }) => result.status === 'fulfilled');
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.every(({ reason }) => reason instanceof ConflictError)).toBe(true);
    const document = await stored(new mongo.ObjectId(id));
    const sum = done.reduce((total, { delta }) => total + delta, 20);
    expect(document?.inventory).toEqual({ available: sum > 0, quantity: sum });
    const revisions = done
      .map(({ result }) => (result.status === 'fulfilled' ? result.value.answer.revision : 0))
      .sort((a, b) => Number(a) - Number(b));
    expect(revisions).toEqual(Array.from({ length: done.length }, (_, index) => index + 2));
  });

  it('lets one of those with the same If-Match through', async () => {
    const id = await created();
    const { etag } = await writer.get(id);

    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        writer.update(id, { name: `Writer ${index}` }, { ifMatch: [String(etag)] }),
      ),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(
      results.every((result) => result.status === 'fulfilled' || result.reason instanceof PreconditionFailedError),
    ).toBe(true);
  });

  it('never overwrites what other writers of the collection change', async () => {
    const id = await created({ ...RING, inventory: { quantity: 1000 } });
    const foreign = (async () => {
      for (let step = 0; step < 40; step++)
        await rig.products.updateOne(byId(new mongo.ObjectId(id)), { $inc: { 'inventory.quantity': 1 } as never });
    })();

    await Promise.all([foreign, ...Array.from({ length: 10 }, () => writer.addToInventory(id, -1))]);

    expect((await stored(new mongo.ObjectId(id)))?.inventory).toMatchObject({ quantity: 1030 });
  });

  it('carries a request out once, however many send it with its key, to whichever instance', async () => {
    const id = await created();
    const writers = [writer, await writerOn(rig)];
    const identity = { id: `key-${id}`, contentHash: 'a' };

    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => (writers[index % 2] ?? writer).addToInventory(id, -1, { identity })),
    );

    const fulfilled = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const rejected = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(fulfilled.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(fulfilled.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(rejected.every((reason) => reason instanceof ConflictError && reason.details.retryAfterSeconds === 1)).toBe(
      true,
    );
    expect((await stored(new mongo.ObjectId(id)))?.inventory).toMatchObject({ quantity: 19 });
    await expect(writer.addToInventory(id, -1, { identity })).resolves.toMatchObject({
      replayed: true,
      answer: fulfilled[0]?.answer,
    });
    await expect(writer.addToInventory(id, -2, { identity: { ...identity, contentHash: 'b' } })).rejects.toThrow(
      UnprocessableError,
    );
  });
});

describe('an answer that is lost', () => {
  /** A writer whose first commits fail as if the connection had broken, before or after the commit took effect. */
  const unlucky = async (times: number, tookEffect: boolean): Promise<ProductWriter> => {
    let left = times;
    const startSession = (): mongo.ClientSession => {
      const session = rig.client.startSession();
      const commit = session.commitTransaction.bind(session);
      session.commitTransaction = async () => {
        if (left-- <= 0) return commit();
        if (tookEffect) await commit();
        throw new mongo.MongoNetworkError('connection closed');
      };
      return session;
    };
    const client = new Proxy(rig.client, {
      get: (target, name) => (name === 'startSession' ? startSession : (Reflect.get(target, name) as unknown)),
    });
    return writerOn({ client, db: rig.db, products: rig.products });
  };

  it.each([
    { title: 'before the write took effect', tookEffect: false },
    { title: 'after the write took effect', tookEffect: true },
  ])('$title leaves one effect and the true answer', async ({ tookEffect }) => {
    const id = await created();
    const { etag } = await writer.get(id);

    const added = await (await unlucky(3, tookEffect)).addToInventory(id, -1, { ifMatch: [String(etag)] });
    expect(added).toMatchObject({ replayed: false, answer: { revision: 2, product: { inventory: { quantity: 19 } } } });
    expect(added.answer).toEqual(await writer.get(id));
    const {
      answer: { _id: other },
    } = await (await unlucky(2, tookEffect)).create({ ...RING, slug: `lost-${String(tookEffect)}` });
    expect(await rig.products.countDocuments({ slug: `lost-${String(tookEffect)}` })).toBe(1);
    await expect((await unlucky(2, tookEffect)).delete(other)).resolves.toMatchObject({
      answer: { _id: other, deleted: true },
    });
    const identity = { id: `lost-${id}`, contentHash: 'a' };
    await expect((await unlucky(2, tookEffect)).addToInventory(id, -1, { identity })).resolves.toMatchObject({
      replayed: false,
      answer: { revision: 3 },
    });
    await expect(writer.addToInventory(id, -1, { identity })).resolves.toMatchObject({
      replayed: true,
      answer: { revision: 3 },
    });
  });
});

describe('a key', () => {
  it('is released after a rejection, and when its holder has gone silent', async () => {
    const id = await created();
    const identity = { id: `free-${id}`, contentHash: 'a' };
    await expect(writer.addToInventory(id, -99, { identity })).rejects.toThrow(ConflictError);
    await expect(writer.addToInventory(id, -1, { identity })).resolves.toMatchObject({ replayed: false });

    const receipts = rig.db.collection<{ _id: string }>('catalog_idempotency');
    const silent = { id: `silent-${id}`, contentHash: 'a' };
    const soon = new Date(Date.now() + 60_000);
    await receipts.insertOne({
      _id: silent.id,
      token: 'gone',
      contentHash: 'a',
      state: 'running',
      claimedUntil: soon,
    } as never);
    await expect(writer.addToInventory(id, -1, { identity: silent })).rejects.toThrow(ConflictError);
    await receipts.updateOne({ _id: silent.id }, { $set: { claimedUntil: new Date(0) } });
    await expect(writer.addToInventory(id, -1, { identity: silent })).resolves.toMatchObject({ replayed: false });
    expect((await stored(new mongo.ObjectId(id)))?.inventory).toMatchObject({ quantity: 18 });
  });

  it('that another request took over prevents its slow holder from writing', async () => {
    const id = await created();
    const identity = { id: `slow-${id}`, contentHash: 'a' };
    const takenOver = async (): Promise<void> => {
      await rig.db
        .collection<{ _id: string }>('catalog_idempotency')
        .updateOne({ _id: identity.id, state: 'running' }, { $set: { claimedUntil: new Date(0) } });
      await writer.addToInventory(id, -1, { identity });
    };
    let isFirst = true;
    const find = (filter: Record<string, unknown>): { toArray: () => Promise<unknown> } => ({
      toArray: async () => {
        if (isFirst) {
          isFirst = false;
          await takenOver();
        }
        return rig.products.find(filter).toArray();
      },
    });
    const products = new Proxy(rig.products, {
      get: (target, name) => (name === 'find' ? find : (Reflect.get(target, name) as unknown)),
    });

    await expect(
      (await writerOn({ client: rig.client, db: rig.db, products })).addToInventory(id, -1, { identity }),
    ).rejects.toThrow(ConflictError);

    expect(await stored(new mongo.ObjectId(id))).toMatchObject({ revision: 2, inventory: { quantity: 19 } });
    await expect(writer.addToInventory(id, -1, { identity })).resolves.toMatchObject({ replayed: true });
  });

  it('is kept for a day by the server’s clock, and its TTL index does not create products', async () => {
    const { indexes, other } = {
      indexes: await rig.db.collection('catalog_idempotency').indexes(),
      other: rig.client.db(`${rig.db.databaseName}-empty`),
    };
    expect(indexes).toEqual(
      expect.arrayContaining([expect.objectContaining({ key: { createdAt: 1 }, expireAfterSeconds: 86_400 })]),
    );

    try {
      await writerOn({ client: rig.client, db: other, products: other.collection('products') });
      expect((await other.listCollections().toArray()).map(({ name }) => name)).toEqual(['catalog_idempotency']);
    } finally {
      await other.dropDatabase();
    }
  });
});

describe('a switch of the collection', () => {
  it('holds writes for as long as its fence stands, and loses none', async () => {
    const id = await created();
    const legacy = legacyOf(({ pricing }) => pricing !== undefined);
    await rig.products.insertOne({ ...legacy });
    await rig.db.command({ collMod: 'products', ...FENCE });
    let settled = 0;
    const writes = [
      writer.addToInventory(id, -1),
      writer.update(String(legacy._id), { name: 'Fenced' }),
      writer.create({ ...RING, name: 'Fenced too' }),
    ];
    for (const write of writes)
      void write.finally(() => {
        settled++;
      });

    const refusals = await Promise.all(
      Array.from({ length: 20 }, () =>
        rig.products.updateOne(byId(new mongo.ObjectId(id)), { $set: { name: 'x' } }).catch((error: unknown) => error),
      ),
    );
    expect(refusals.every(isFenced)).toBe(true);
    expect(settled).toBe(0);
    expect(await stored(legacy._id)).toEqual(legacy);
    await rig.db.command({ collMod: 'products', validator: {} });
    await Promise.all(writes);

    expect(await stored(new mongo.ObjectId(id))).toMatchObject({ revision: 2, inventory: { quantity: 19 } });
    expect(await stored(legacy._id)).toMatchObject({ name: 'Fenced', revision: 2 });
    expect(await rig.products.countDocuments({ name: 'Fenced too' })).toBe(1);
  });

  it('carries writes that arrive during it over to the new collection', async () => {
    const ids = [await created(), await created({ ...RING, name: 'Second' })];
    const writes: Promise<unknown>[] = [];
    for (let round = 0; round < 3; round++) {
      writes.push(...Array.from({ length: 10 }, (_, index) => writer.addToInventory(ids[index % 2] ?? '', 1)));
      await rig.db.command({ collMod: 'products', ...FENCE });
      await rig.products.aggregate([{ $match: {} }, { $out: 'products_v2_shadow' }]).toArray();
      await rig.db.renameCollection('products_v2_shadow', 'products', { dropTarget: true });
    }
    await Promise.all(writes);

    const documents = await rig.documents();
    expect(documents.map(({ inventory }) => inventory)).toEqual([
      { available: true, quantity: 35 },
      { available: true, quantity: 35 },
    ]);
    expect(documents.map(({ revision }) => revision)).toEqual([16, 16]);
  });

  it('is recognized in every form of the driver’s errors, distinct from other validators', async () => {
    const id = await created();
    const update = { $set: { name: 'x' } };
    const filter = byId(new mongo.ObjectId(id));
    const attempts = [
      () => rig.products.updateOne(filter, update),
      () => rig.products.insertOne({ _id: 'new' } as Stored),
      () => rig.products.findOneAndUpdate(filter, update),
      () => rig.products.bulkWrite([{ updateOne: { filter, update } }], { ordered: false }),
      () =>
        rig.products.bulkWrite(
          [{ updateOne: { filter, update } }, { insertOne: { document: { _id: 'new' } as never } }],
          { ordered: true },
        ),
    ];
    const errors = (): Promise<unknown[]> =>
      Promise.all(attempts.map((attempt) => attempt().catch((error: unknown) => error)));

    await rig.db.command({ collMod: 'products', ...FENCE });
    const fenced = await errors();
    await rig.db.command({
      collMod: 'products',
      validator: { $jsonSchema: { title: 'House rules', required: ['hallmark'] } },
    });
    const refused = await errors();
    const write: unknown = await writer.update(id, { name: 'y' }).catch((error: unknown) => error);
    await rig.db.command({ collMod: 'products', validator: {} });

    expect(fenced.map((error) => [isFenced(error), isRefusedDocument(error)])).toEqual(fenced.map(() => [true, false]));
    expect(refused.map((error) => [isFenced(error), isRefusedDocument(error)])).toEqual(
      refused.map(() => [false, true]),
    );
    expect(write).toBeInstanceOf(UnprocessableError);
  });
});

describe('retryWrites', () => {
  const failing = (error: unknown, times: number): (() => Promise<number>) => {
    let attempts = 0;
    return async () => {
      if (++attempts <= times) throw error;
      return attempts;
    };
  };
  const labelled = (label: string): Error =>
    Object.assign(new mongo.MongoServerError({ message: label }), { hasErrorLabel: (one: string) => one === label });

  it.each([
    {
      title: 'a fence',
      error: new mongo.MongoServerError({
        message: '',
        code: 121,
        errInfo: { details: { title: 'MIGRATION_FENCE:run:1' } },
      }),
    },
    { title: 'a step-down', error: new mongo.MongoServerError({ message: '', code: 10_107 }) },
    { title: 'a lost connection', error: new mongo.MongoNetworkError('reset') },
    { title: 'a collection that was renamed', error: new mongo.MongoServerError({ message: '', code: 175 }) },
    { title: 'a conflict', error: labelled('TransientTransactionError') },
    { title: 'a commit without an answer', error: labelled('UnknownTransactionCommitResult') },
  ])('goes on through $title, and gives up in the end', async ({ error }) => {
    await expect(retryWrites(failing(error, 3))).resolves.toBe(4);
    await expect(retryWrites(failing(error, Infinity), { limitMs: 100 })).rejects.toThrow(UnavailableError);
    await expect(retryWrites(failing(error, Infinity), { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });

  it.each([
    { title: 'a bug', error: new TypeError('x') },
    { title: 'a refusal', error: new ConflictError('x') },
    {
      title: 'a validator',
      error: new mongo.MongoServerError({ message: '', code: 121, errInfo: { details: { title: 'House rules' } } }),
    },
  ])('passes on $title at once', ({ error }) => expect(retryWrites(failing(error, 1))).rejects.toBe(error));
});
