import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredDocument } from '../../migrations/index.js';
import { downgrade } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { decodeCursor, listingFingerprint } from '../../src/listing/cursor.js';
import { NO_FILTER } from '../../src/listing/filters.js';
import type { ListingQuery } from '../../src/listing/listing-query.js';
import { readProduct } from '../../src/products/read-product.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig } from '../support/catalog-rig.js';

const PAGE: ListingQuery = {
  filter: NO_FILTER,
  sort: 'newest',
  limit: 100,
  page: { kind: 'page', page: 1 },
  facets: [],
  count: 'exact',
};
type Stored = StoredDocument & { _id: unknown };

describe('lazy upgrade', () => {
  let rig: CatalogRig;
  const originals = demoProducts() as Stored[];

  beforeAll(async () => {
    rig = await startCatalogRig({ lazyUpgrade: 'write-back' });
    await rig.products.insertMany([
      ...originals,
      { _id: 'unknown', price: 1 },
      { _id: 'bad', name: 'Bad', pricing: { basePrice: -5 } },
    ] as Stored[]);
    await rig.settle();
  });
  afterAll(() => rig.close());

  const stored = (id: unknown): Promise<Stored | null> => rig.products.findOne({ _id: id } as Record<string, unknown>);

  it('stores what a read of one product upgraded, and nothing else of the document changes', async () => {
    const original = (await stored(originals[0]?._id)) as Stored;
    await rig.catalog.get(String(original._id));
    await rig.lazyUpgrade.settled();
    const upgraded = (await stored(original._id)) as Stored;
    expect(upgraded).toMatchObject({ schemaVersion: 2, revision: 1 });
    const back = downgrade(upgraded);
    expect(back.ok && back.value.document).toEqual(original);
  });

  it('stores what a listing upgraded, leaves refused documents, and answers the same before and after', async () => {
    const before = await rig.catalog.list(PAGE);
    await rig.lazyUpgrade.settled();
    await rig.settle();
    const after = await rig.catalog.list(PAGE);
    expect(after.products).toEqual(before.products);
    const documents = await rig.documents();
    const shown = new Set(before.products.map(({ _id }) => _id));
    expect(
      documents.filter(({ _id }) => shown.has(String(_id))).every(({ schemaVersion }) => schemaVersion === 2),
    ).toBe(true);
    expect(await stored('unknown')).toEqual({ _id: 'unknown', price: 1 });
    expect(await stored('bad')).toEqual({ _id: 'bad', name: 'Bad', pricing: { basePrice: -5 } });
    expect(rig.live.problems.counts()).toEqual({ failing: 1, unrecognised: 1 });
  });

  it('stores the others of a batch where a unique index refuses one, and tries that one only once', async () => {
    const legacy = (id: string): Stored => ({
      _id: id,
      name: `Store ${id}`,
      basePrice: 10,
      materials: ['silver'],
      inventory: [{ sku: `SKU-${id}`, quantity: 5 }],
    });
    await rig.products.createIndex(
      { 'inventory.sku': 1 },
      { unique: true, partialFilterExpression: { name: { $gte: 'Store u', $lt: 'Store v' } } },
    );
    try {
      await rig.products.insertMany(['u1', 'u2', 'u3', 'w'].map(legacy));
      const before = rig.lazyUpgrade.counts;
      const offer = async (): Promise<void> => {
        for (const id of ['u1', 'u2', 'u3', 'w']) rig.lazyUpgrade.offer(readProduct((await stored(id)) as Stored));
        await rig.lazyUpgrade.settled();
      };
      await offer();
      expect(rig.lazyUpgrade.counts).toEqual({ ...before, written: before.written + 2, failed: before.failed + 2 });
      const upgraded = await rig.products.countDocuments({ name: /^Store/, schemaVersion: 2 });
      await offer();
      expect([upgraded, rig.lazyUpgrade.counts.failed]).toEqual([2, before.failed + 2]);
      expect((await stored('w'))?.schemaVersion).toBe(2);
    } finally {
      await rig.products.dropIndex('inventory.sku_1');
      await rig.products.deleteMany({ name: /^Store/ });
    }
  });

  it('never overwrites a change that came in between', async () => {
    const legacy = {
      _id: 'raced',
      name: 'Raced',
      pricing: { basePrice: 10, currency: 'USD' },
      metadata: { status: 'active' },
    };
    await rig.products.insertOne({ ...legacy } as Stored);
    const reading = readProduct({ ...legacy, pricing: { basePrice: 9, currency: 'USD' } });
    // The queue reads again, so the race is between its own read and write: writers change the price in between.
    rig.lazyUpgrade.offer(reading);
    for (let step = 0; step < 60; step++) {
      await rig.products.updateOne({ _id: 'raced' } as Record<string, unknown>, {
        $set: { 'pricing.basePrice': 80 + step },
      });
    }
    await rig.lazyUpgrade.settled();
    expect((await stored('raced'))?.pricing).toMatchObject({ basePrice: 139 });
  });

  it('writes nothing while the collection is fenced, and goes on afterwards', async () => {
    const legacy = { _id: 'fenced', name: 'Fenced', pricing: { basePrice: 10 } };
    await rig.products.insertOne({ ...legacy } as Stored);
    await rig.db.command({
      collMod: 'products',
      validator: { $jsonSchema: { title: 'MIGRATION_FENCE:test:1', required: ['__fence__'] } },
    });
    expect((await rig.catalog.get('fenced')).product.name).toBe('Fenced');
    await rig.lazyUpgrade.settled();
    expect(await stored('fenced')).toEqual(legacy);
    await rig.db.command({ collMod: 'products', validator: {} });
  });
});

describe('cursor walks beside writers', () => {
  it('return every product exactly once while products are being upgraded and edited', async () => {
    const rig = await startCatalogRig({ lazyUpgrade: 'write-back' });
    try {
      await rig.products.insertMany(demoProducts() as Stored[]);
      await rig.settle();
      const expected = (await rig.catalog.list({ ...PAGE, sort: 'price' })).products.map(({ _id }) => _id).sort();
      let stop = false;
      const ids = (await rig.documents()).map(({ _id }) => _id);
      const editor = (async () => {
        for (let step = 0; !stop; step++) {
          await rig.products.updateOne({ _id: ids[step % ids.length] } as Record<string, unknown>, {
            $set: { description: `Edited ${step}`, 'metadata.bestseller': step % 2 === 0 },
          });
        }
      })();
      for (let round = 0; round < 6; round++) {
        const sort = (['price', '-price', 'name', 'newest'] as const)[round % 4] ?? 'price';
        const seen: string[] = [];
        let query: ListingQuery = { ...PAGE, sort, limit: 7 };
        for (;;) {
          const page = await rig.catalog.list(query);
          seen.push(...page.products.map(({ _id }) => _id));
          const cursor =
            page.nextCursor === null
              ? undefined
              : decodeCursor(page.nextCursor, listingFingerprint(NO_FILTER, sort), sort);
          if (cursor === undefined || typeof cursor === 'string') break;
          query = { ...query, page: { kind: cursor.side, key: cursor.key } };
        }
        expect(seen.sort()).toEqual(expected);
      }
      stop = true;
      await editor;
    } finally {
      await rig.close();
    }
  });
});
