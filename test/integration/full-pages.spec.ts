import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredDocument } from '../../migrations/index.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { decodeCursor, listingFingerprint } from '../../src/listing/cursor.js';
import type { ListingFilter } from '../../src/listing/filters.js';
import { NO_FILTER } from '../../src/listing/filters.js';
import type { ListingQuery } from '../../src/listing/listing-query.js';
import type { Sort } from '../../src/listing/sort-orders.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig } from '../support/catalog-rig.js';
import { eventually } from '../support/eventually.js';
import { Oracle } from '../support/oracle.js';

type Stored = StoredDocument & { _id: unknown };
const WRITERS = 10;
const SORTS: readonly Sort[] = ['featured', 'price', '-price', 'newest', 'name', '-carat'];
const FILTERS: readonly ListingFilter[] = [
  NO_FILTER,
  { ...NO_FILTER, terms: { category: ['rings'] } },
  { ...NO_FILTER, ranges: { price: { min: 100 } }, flags: { inStock: true } },
];

let rig: CatalogRig;
let writing = true;
let written = 0;
let writers: Promise<unknown>;

/** Constantly inserts, edits and deletes products; products of the first thousand are never deleted. */
async function write(writer: number): Promise<void> {
  const products: mongo.Collection<Stored> = rig.products;
  const documents = [
    ...generateProducts({ count: 400, seed: 100 + writer, from: 10_000 + writer * 1_000 }),
  ] as Stored[];
  const edited = (
    await products
      .find({}, { projection: { _id: 1 } })
      .skip(writer * 100)
      .limit(100)
      .toArray()
  ).map(({ _id }) => _id);
  for (let step = 0; writing; step++) {
    const document = documents[step % documents.length];
    if (document === undefined) return;
    await products.replaceOne({ _id: document._id } as Record<string, unknown>, document, { upsert: true });
    await products.updateOne({ _id: edited[step % edited.length] } as Record<string, unknown>, [
      { $set: { description: `Edited ${step}`, pricing: withPrice(1 + ((step * 37) % 5_000)) } },
    ]);
    await products.deleteOne({ _id: document._id } as Record<string, unknown>);
    written += 3;
  }
}

/** The price of a product without `pricing` is elsewhere: adding the object would change its version and its status. */
const withPrice = (basePrice: number): mongo.Document => ({
  $cond: [{ $eq: [{ $type: '$pricing' }, 'object'] }, { $mergeObjects: ['$pricing', { basePrice }] }, '$pricing'],
});

const pageOf = (changes: Partial<ListingQuery>): ListingQuery => ({
  filter: NO_FILTER,
  sort: 'featured',
  limit: 100,
  page: { kind: 'page', page: 1 },
  facets: [],
  count: 'exact',
  ...changes,
});

describe('beside ten writers that insert, edit and delete', () => {
  beforeAll(async () => {
    rig = await startCatalogRig({
      prepare: async (products) => {
        await products.insertMany([...generateProducts({ count: 1_500, seed: 31 })] as Stored[]);
      },
    });
    await rig.settle();
    writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    await eventually('writers at work', () => Promise.resolve(written > 0));
  });
  afterAll(async () => {
    writing = false;
    await writers;
    await rig.close();
  });

  it.each(SORTS.flatMap((sort) => FILTERS.map((filter, at) => [sort, at, filter] as const)))(
    'every page by %s is full unless it is the last (filter %i)',
    async (sort, _, filter) => {
      for (let page = 1; ; page++) {
        const {
          products,
          total = 0,
          hasNext,
        } = await rig.catalog.list(pageOf({ sort, filter, page: { kind: 'page', page } }));
        expect([page, products.length, hasNext]).toEqual([
          page,
          Math.min(100, Math.max(0, total - (page - 1) * 100)),
          total > page * 100,
        ]);
        expect(new Set(products.map(({ _id }) => _id)).size).toBe(products.length);
        await delay(2);
        if (!hasNext) break;
      }
      let query = pageOf({ sort, filter });
      for (;;) {
        const { products, nextCursor } = await rig.catalog.list(query);
        if (nextCursor === null) break;
        expect(products).toHaveLength(100);
        await delay(2);
        const cursor = decodeCursor(nextCursor, listingFingerprint(filter, sort), sort);
        if (typeof cursor === 'string') throw new Error(cursor);
        query = pageOf({ sort, filter, page: { kind: cursor.side, key: cursor.key } });
      }
    },
  );

  it('a walk by an order that no edit touches gives each product that stays exactly once', async () => {
    const staying = new Set(
      (
        await rig.products
          .find({}, { projection: { _id: 1 } })
          .limit(1_000)
          .toArray()
      ).map(({ _id }) => String(_id)),
    );
    const seen: string[] = [];
    let query = pageOf({ sort: 'name', limit: 37 });
    for (;;) {
      const { products, nextCursor } = await rig.catalog.list(query);
      seen.push(...products.map(({ _id }) => _id).filter((id) => staying.has(id)));
      if (nextCursor === null) break;
      await delay(3);
      const cursor = decodeCursor(nextCursor, listingFingerprint(NO_FILTER, 'name'), 'name');
      if (typeof cursor === 'string') throw new Error(cursor);
      query = pageOf({ sort: 'name', limit: 37, page: { kind: cursor.side, key: cursor.key } });
    }
    const oracle = new Oracle((await rig.documents()).filter(({ _id }) => staying.has(String(_id))));
    expect(seen.sort()).toEqual(
      oracle
        .list(NO_FILTER, 'name')
        .map(({ id }) => String(id))
        .sort(),
    );
  });
});

describe('with room for a part of the products only', () => {
  it('pages are whole and right: what is not in memory is fetched', async () => {
    const small = await startCatalogRig({
      settings: { CATALOG_MEMORY_MB: 1 },
      prepare: async (products) => {
        await products.insertMany([...generateProducts({ count: 4_000, seed: 5 })] as Stored[]);
      },
    });
    try {
      await small.settle();
      expect(small.live.sizes.evicted).toBeGreaterThan(1_000);
      const oracle = new Oracle(await small.documents());
      for (const sort of SORTS) {
        const expected = oracle.list(NO_FILTER, sort).map(({ id }) => String(id));
        for (const page of [1, 7, 20]) {
          const { products } = await small.catalog.list(pageOf({ sort, page: { kind: 'page', page } }));
          expect(products.map(({ _id }) => _id)).toEqual(expected.slice((page - 1) * 100, page * 100));
        }
      }
    } finally {
      await small.close();
    }
  });
});
