import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredDocument } from '../../migrations/index.js';
import { toProductListDto } from '../../src/catalog/product.mapper.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { type FilterKey, NO_FILTER } from '../../src/listing/filters.js';
import type { ListingQuery } from '../../src/listing/listing-query.js';
import type { Sort } from '../../src/listing/sort-orders.js';
import { FENCE_TITLE } from '../../src/database/fence-title.js';
import { CatalogReaders } from '../support/catalog-readers.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig } from '../support/catalog-rig.js';
import { CollectionSwitch } from '../support/collection-switch.js';
import { eventually } from '../support/eventually.js';
import { ALL_FACETS, Oracle } from '../support/oracle.js';
import { isNotWritten } from '../support/workload/outcome.js';

type Stored = StoredDocument & { _id: unknown };
const SORTS: readonly Sort[] = ['featured', 'price', '-price', 'newest', 'name', '-carat'];
const ROUNDS = 10;

/** Products of every legacy shape, many of them in odd forms. */
function legacyProducts(irregular: number, count = 250): Stored[] {
  const generated = generateProducts({ count, seed: 23, shares: { v0: 0.2, v1: 0.6, v1Later: 0.2 }, irregular });
  return [
    ...demoProducts(),
    ...generated,
    { _id: 'odd', name: 'No shape', price: 5 },
    { _id: 7, name: 'A number for an id', pricing: { basePrice: 70 } },
  ] as Stored[];
}

async function startOn(
  documents: readonly Stored[],
  monitor?: (command: mongo.Document) => void,
): Promise<{ rig: CatalogRig; switches: CollectionSwitch }> {
  const rig = await startCatalogRig({
    prepare: async (products) => {
      await products.insertMany([...documents], { ordered: false });
    },
    ...(monitor === undefined ? {} : { monitor }),
  });
  const switches = new CollectionSwitch(rig.db);
  await switches.keep();
  await rig.settle();
  return { rig, switches };
}

/** Waits until the collection has been read again after a switch. */
async function settled(rig: CatalogRig): Promise<void> {
  await rig.settle();
}

/** Compares first pages in every order, total and facets with the oracle's. */
async function expectRight(rig: CatalogRig): Promise<void> {
  await rig.caughtUp();
  const oracle = new Oracle(await rig.documents());
  for (const sort of SORTS) {
    const {
      products,
      total,
      facets = [],
    } = await rig.catalog.list({
      filter: NO_FILTER,
      sort,
      limit: 100,
      page: { kind: 'page', page: 1 },
      facets: ALL_FACETS,
      count: 'exact',
    });
    const expected = oracle.list(NO_FILTER, sort);
    expect(products.map((product) => JSON.stringify(product))).toEqual(
      expected.slice(0, 100).map((product) => JSON.stringify(toProductListDto(product))),
    );
    expect(total).toBe(expected.length);
    for (const { key, kind, values = [], buckets = [], missing } of facets) {
      const shown =
        kind === 'range'
          ? buckets.map(({ count }, bucket) => [String(bucket), count] as const)
          : values.map(({ value, count }) => [value, count] as const);
      expect({ key, missing, counts: Object.fromEntries(shown.filter(([, count]) => count > 0)) }).toEqual({
        key,
        ...oracle.facet(key as FilterKey, NO_FILTER),
      });
    }
  }
}

describe.each([
  [0.3, ROUNDS],
  [0.9, 3],
])('with %d of the legacy documents irregular', (irregular, rounds) => {
  let rig: CatalogRig;
  let switches: CollectionSwitch;

  beforeAll(async () => {
    ({ rig, switches } = await startOn(legacyProducts(irregular)));
  });
  afterAll(() => rig.close());

  it(`readers see every product once and unchanged through ${rounds} switches and rollbacks`, async () => {
    const readers = new CatalogReaders(rig, await rig.documents());
    readers.start();
    for (let round = 0; round < rounds || !readers.haveCompleted(3); round++) {
      for (const form of ['upgraded', 'legacy'] as const) {
        // Some switches happen during a re-read, some to a collection without indexes.
        await switches.to(form, round % 2 === 0);
        if (round % 3 === 0) await settled(rig);
        else await delay(10 * (round % ROUNDS));
      }
    }
    await settled(rig);
    await readers.stop();
    expect(readers.failures).toEqual([]);
    await expectRight(rig);
  }, 480_000);
});

describe('beside a writer', () => {
  let rig: CatalogRig;
  let switches: CollectionSwitch;

  beforeAll(async () => {
    ({ rig, switches } = await startOn(legacyProducts(0.3)));
  });
  afterAll(() => rig.close());

  /** Edits product after product; waits while the collection is fenced. */
  function startWriter(ids: readonly unknown[]): { written(): Promise<unknown>; stop(): Promise<void> } {
    let stopped = false;
    let written = 0;
    const running = (async () => {
      for (let step = 0; !stopped; step++) {
        const filter: Record<string, unknown> = { _id: ids[(step * 7) % ids.length] };
        try {
          await rig.products.updateOne(filter, {
            $set: {
              description: `Edited ${step}`,
              'metadata.bestseller': step % 2 === 0,
              'pricing.basePrice': 10 + (step % 5000),
            },
          });
          written++;
        } catch (error) {
          if (!isNotWritten(error)) throw error;
          await delay(5);
        }
      }
    })();
    return {
      /** Waits for the next write. */
      written: () => {
        const before = written;
        return eventually('a write', () => Promise.resolve(written > before));
      },
      stop: async () => {
        stopped = true;
        await running;
      },
    };
  }

  it('keeps totals, facets and orders right, with every write that came before and after each switch', async () => {
    // Some odd documents hold null there, and a field of null cannot be set.
    const ids = await rig.products.distinct('_id', { pricing: { $type: 'object' }, metadata: { $type: 'object' } });
    const readers = new CatalogReaders(rig, await rig.documents(), 'id');
    readers.start(['newest', 'name']);
    for (let round = 0; round < 6; round++) {
      const writer = startWriter(ids);
      await writer.written();
      const validator = { $jsonSchema: { title: `${FENCE_TITLE}:test:${round}`, required: ['__fence__'] } };
      await rig.db.command({ collMod: 'products', validator });
      await switches.keep();
      await switches.to(round % 2 === 0 ? 'upgraded' : 'legacy');
      await rig.db.command({ collMod: 'products', validator: {} });
      await writer.written();
      await writer.stop();
      await expectRight(rig);
      if (round % 2 === 1) await settled(rig);
    }
    await readers.stop();
    expect(readers.failures).toEqual([]);
    await settled(rig);
    await expectRight(rig);
  }, 480_000);

  it('applies changes of a collection that is gone before they are looked up', async () => {
    const { total } = await rig.catalog.facets(ALL);
    for (const [round, form] of (['upgraded', 'legacy', 'upgraded', 'legacy'] as const).entries()) {
      await switches.keep();
      const name = await switches.shadow(form, false);
      const change = { $set: { 'metadata.bestseller': round % 2 === 0, description: `Round ${round}` } };
      const chosen = { metadata: { $type: 'object' } } as Record<string, unknown>;
      await Promise.all([
        rig.products.updateMany(chosen, change),
        switches.collection(name).updateMany(chosen, change),
      ]);
      await switches.rename(name);
      expect((await rig.catalog.facets(ALL)).total).toBe(total);
      await expectRight(rig);
      await settled(rig);
      await expectRight(rig);
    }
  });
});

const ALL: ListingQuery = {
  filter: NO_FILTER,
  sort: 'newest',
  limit: 1,
  page: { kind: 'page', page: 1 },
  facets: [],
  count: 'exact',
};

describe('a collection of other products', () => {
  let rig: CatalogRig;
  let switches: CollectionSwitch;

  beforeAll(async () => {
    ({ rig, switches } = await startOn(legacyProducts(0.3, 50)));
  });
  afterAll(() => rig.close());

  it.each([
    [
      'is renamed to products',
      async () => {
        await switches.collection('other').insertMany(legacyProducts(0, 90).slice(30));
        await switches.rename('other');
      },
    ],
    [
      'replaces a dropped one',
      async () => {
        await rig.products.drop();
        await rig.products.insertMany(legacyProducts(0, 20).slice(10));
      },
    ],
    [
      'is all that is left after products was renamed away',
      async () => {
        await rig.products.rename('elsewhere');
        await rig.products.insertMany(legacyProducts(0.5, 10));
      },
    ],
    [
      'comes into a database that was dropped',
      async () => {
        await rig.db.dropDatabase();
        await rig.products.insertMany(legacyProducts(0.2, 30).slice(5));
      },
    ],
  ])('%s: it is read', async (_, change) => {
    await change();
    const expected = (await rig.documents()).length;
    await eventually('all products in the catalog', () =>
      Promise.resolve(rig.live.sizes.products + rig.live.problems.count === expected && !rig.live.isReading),
    );
    await rig.settle();
    await expectRight(rig);
  });
});

describe('answers', () => {
  it('are the same bytes before, during and after a switch, and kept ones are used again', async () => {
    let finds = 0;
    const { rig, switches } = await startOn(legacyProducts(0.3), (command) => {
      if (command.find === 'products') finds++;
    });
    try {
      const query: ListingQuery = { ...ALL, limit: 48, facets: ALL_FACETS };
      const answer = async (): Promise<string> => JSON.stringify(await rig.catalog.list(query));
      const before = await answer();
      const revision = await rig.catalog.revision();
      for (const form of ['upgraded', 'legacy'] as const) {
        await switches.to(form);
        expect(await answer()).toBe(before);
        await settled(rig);
        expect(await rig.catalog.revision()).toEqual(revision);
        finds = 0;
        expect(await answer()).toBe(before);
        expect(finds).toBe(0);
      }
    } finally {
      await rig.close();
    }
  });
});
