import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Collection, Document, Filter } from 'mongodb';

import { toGuard, toUpdatePipeline, upgradeToLatest } from '../../migrations/index.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { DirectReader } from '../support/workload/direct-reader.js';
import { copyAndRename, fencedCopyAndRename, twoRenames } from '../support/workload/naive-switches.js';
import type { TrackedProduct } from '../support/workload/tracked-product.js';
import { Workload, type WorkloadOptions } from '../support/workload/workload.js';

// The checker of migrations is only trusted as far as it finds seeded faults, and reports none when there are none.
let database: TestDatabase;
let products: Collection;

async function openCatalogue(): Promise<void> {
  database = await openTestDatabase();
  products = database.db.collection('products');
  await insertGenerated(products, { count: 250, seed: 7, irregular: 0.15 });
  await products.insertMany([
    { _id: 'no-product' as never, price: 1 },
    { _id: 'bad-price' as never, name: 'Bad', pricing: { basePrice: -5 } },
  ]);
}

function start(options: Partial<WorkloadOptions> = {}): Promise<Workload> {
  return Workload.start({ uri: database.uri, db: database.db, seed: 1, outsideWriters: 3, thinkMs: 1, ...options });
}

/** Lets everybody work, then something happens, then they continue for a while. */
async function during({ context }: Workload, disturb: () => Promise<void>): Promise<void> {
  await context.untilNoted('increment: ok', 30);
  await disturb();
  await context.untilNoted('increment: ok', 30);
}

function kinds(violations: readonly { readonly kind: string }[]): string[] {
  return [...new Set(violations.map(({ kind }) => kind))].sort();
}

describe('oracle of a workload', () => {
  beforeEach(openCatalogue);
  afterEach(() => database.close());

  const reader = (): DirectReader => new DirectReader(database.client, products);

  it('finds nothing without a migration, also with writers past validation and lazy upgrades', async () => {
    const workload = await start({ bypassingWriters: 1, readers: { direct: reader() } });
    await during(workload, async () => {
      for await (const document of products.find().limit(20)) {
        const outcome = upgradeToLatest(document);
        if (!outcome.ok || outcome.value.patch === null) continue;
        await products.updateOne(
          { _id: document._id, ...toGuard(document, outcome.value.patch) } as Filter<Document>,
          toUpdatePipeline(outcome.value.patch) as Document[],
        );
      }
      for (const what of ['walks by direct', 'insert: ok', 'delete: ok', 'edit: ok', 'bulk write: ok', 'transfer: ok'])
        await workload.context.untilNoted(what, 2);
      await workload.context.untilNoted('updateMany: ok', 1);
    });
    await workload.stop();
    const report = await workload.check({ bypassPromised: true });
    expect(report.violations).toEqual([]);
    expect(report.versions).toMatchObject({ none: 1, 2: expect.any(Number) });
    expect(report.tally).toMatchObject({
      'increment: ok': expect.any(Number),
      'insert: ok': expect.any(Number),
      'delete: ok': expect.any(Number),
      'edit: ok': expect.any(Number),
      'bulk write: ok': expect.any(Number),
      'updateMany: ok': expect.any(Number),
      'transfer: ok': expect.any(Number),
      'walks by direct': expect.any(Number),
    });
    expect(kinds((await workload.check({ versions: 'first' })).violations)).toEqual(['wrong-version']);
  });

  it('sees writers wait out a fence, and loses nothing', async () => {
    const workload = await start({ weights: { delete: 0, insertAgain: 0 }, readers: { direct: reader() } });
    await during(workload, () =>
      fencedCopyAndRename(database.db, () => workload.context.untilNoted('fenced attempts', 20)),
    );
    await workload.stop();
    const report = await workload.check({ versions: 'first' });
    expect(report.violations).toEqual([]);
    expect(report.writes.operations).toBeGreaterThan(0);
  });

  it('catches what a copy and a rename lose without a fence', async () => {
    const workload = await start();
    await during(workload, () => copyAndRename(database.db, () => workload.context.untilNoted('increment: ok', 80)));
    await workload.stop();
    expect(kinds((await workload.check()).violations)).toEqual(
      expect.arrayContaining(['lost-increment', 'missing-product', 'lost-edit', 'wrong-stock']),
    );
  });

  it('catches the gap between two renames, by readers and by writers', async () => {
    const workload = await start({ outsideWriters: 2, readers: { direct: reader(), other: reader() } });
    await during(workload, () =>
      twoRenames(database.db, async () => {
        await Promise.all(
          [
            'violation: missing-by-id',
            'violation: missing-in-walk',
            'violation: missing-on-write',
            'violation: wrong-total',
          ].map((seen) => workload.context.untilNoted(seen, 1)),
        );
      }),
    );
    await workload.stop();
    expect(kinds((await workload.check()).violations)).toEqual(
      expect.arrayContaining(['missing-by-id', 'missing-on-write']),
    );
  });
});

describe('oracle of a workload, on what was left by a quiet end', () => {
  let workload: Workload;

  beforeAll(async () => {
    await openCatalogue();
    workload = await start();
    await during(workload, () => workload.context.untilNoted('insert again: ok', 3));
    // Each writer may still bring one back.
    await eventually('deleted products', () =>
      Promise.resolve(workload.ledger.list.filter((one) => !isBase(one) && !isAlive(one)).length > 4),
    );
    await workload.stop();
    await products.aggregate([{ $out: 'saved' }]).toArray();
  });
  afterEach(async () => {
    await database.db.command({ collMod: 'products', validator: {} });
    await database.db
      .collection('saved')
      .aggregate([{ $out: 'products' }])
      .toArray();
  });
  afterAll(() => database.close());

  it('finds nothing', async () => {
    expect((await workload.check({ versions: 'first' })).violations).toEqual([]);
  });

  const tracked = (fits: (product: TrackedProduct) => boolean): TrackedProduct => {
    const found = workload.ledger.list.find(fits);
    if (found === undefined) throw new Error('The workload has made no product that fits');
    return found;
  };
  const at = ({ id }: TrackedProduct): Filter<Document> => ({ _id: id }) as Filter<Document>;
  const isCounted = ({ counters }: TrackedProduct): boolean =>
    [...counters].some(([field, { ok }]) => ok > 0 && !field.endsWith('Many'));
  const isBase = ({ raw }: TrackedProduct): boolean => raw !== undefined;
  const isAlive = (product: TrackedProduct): boolean => product.lives.possible().every(({ number }) => number > 0);

  it.each<{ fault: string; inject: () => Promise<TrackedProduct>; kind: string }>([
    {
      fault: 'a deleted product that is back',
      kind: 'resurrected-product',
      inject: async () => {
        const product = tracked((one) => !isBase(one) && !isAlive(one));
        await products.insertOne({ _id: product.id as never, name: 'Back', pricing: { basePrice: 1 } });
        return product;
      },
    },
    {
      fault: 'an increment that was done twice',
      kind: 'extra-increment',
      inject: async () => {
        const product = tracked(isCounted);
        const [field = ''] = [...product.counters.keys()];
        await products.updateOne(at(product), { $inc: { [`workload.${field}`]: 1 } });
        return product;
      },
    },
    {
      fault: 'a document of which an older copy was put back',
      kind: 'lost-increment',
      inject: async () => {
        const product = tracked((one) => isBase(one) && isCounted(one));
        const [field] = [...product.counters].find(([, { ok }]) => ok > 0) ?? [''];
        await products.updateOne(at(product), [{ $set: { [`workload.${field}`]: 0 } }]);
        return product;
      },
    },
    {
      fault: 'an edit that an older copy undid',
      kind: 'lost-edit',
      inject: async () => {
        const product = tracked((one) => isBase(one) && one.edits.hasWrites);
        await products.updateOne(at(product), {
          $set: { name: product.product?.name, description: product.product?.description },
        });
        return product;
      },
    },
    {
      fault: 'half of an edit',
      kind: 'torn-edit',
      inject: async () => {
        const product = tracked((one) => isBase(one) && one.edits.hasWrites);
        await products.updateOne(at(product), { $set: { name: product.product?.name } });
        return product;
      },
    },
    {
      fault: 'an insert that was dropped',
      kind: 'missing-product',
      inject: async () => {
        const product = tracked((one) => !isBase(one) && isAlive(one));
        await products.deleteOne(at(product));
        return product;
      },
    },
    {
      fault: 'a product of the start that is gone',
      kind: 'missing-product',
      inject: async () => {
        const product = tracked(isBase);
        await products.deleteOne(at(product));
        return product;
      },
    },
    {
      fault: 'a life that had ended',
      kind: 'stale-product',
      inject: async () => {
        const product = tracked((one) => !isBase(one) && isAlive(one));
        await products.updateOne(at(product), { $set: { 'workload.life': 999 } });
        return product;
      },
    },
    {
      fault: 'a flipped flag of a product that nobody touched',
      kind: 'wrong-content',
      inject: async () => {
        const product = tracked(
          (one) => isBase(one) && !one.isTouched && one.version === 1 && one.product?.metadata.featured === false,
        );
        await products.updateOne(at(product), { $set: { 'metadata.featured': true } });
        return product;
      },
    },
    {
      fault: 'a field outside the product whose type was changed',
      kind: 'changed-bytes',
      inject: async () => {
        const product = tracked((one) => isBase(one) && !one.isTouched);
        await products.updateOne(at(product), [{ $set: { 'analytics.views': { $toDouble: '$analytics.views' } } }]);
        return product;
      },
    },
    {
      fault: 'the same in a product that was edited',
      kind: 'changed-bytes',
      inject: async () => {
        const product = tracked((one) => isBase(one) && one.edits.hasWrites);
        await products.updateOne(at(product), [{ $set: { 'analytics.views': { $toDouble: '$analytics.views' } } }]);
        return product;
      },
    },
    {
      fault: 'one piece too many',
      kind: 'wrong-stock',
      inject: async () => {
        const product = tracked(({ isStock, version }) => isStock && version === 1);
        await products.updateOne(at(product), { $inc: { 'inventory.available': 1 } });
        return product;
      },
    },
    {
      fault: 'a document that is refused and was changed',
      kind: 'changed-bytes',
      inject: async () => {
        const product = tracked(({ key }) => key === 'bad-price');
        await products.updateOne(at(product), { $set: { repaired: true } });
        return product;
      },
    },
    {
      fault: 'an upgrade of a field to something else',
      kind: 'wrong-upgrade',
      inject: async () => {
        const product = tracked(
          (one) => isBase(one) && !one.isTouched && one.version === 1 && one.product !== undefined,
        );
        const document = await products.findOne(at(product));
        const outcome = upgradeToLatest(document ?? { _id: product.id });
        if (outcome.ok && outcome.value.patch !== null)
          await products.updateOne(at(product), toUpdatePipeline(outcome.value.patch) as Document[]);
        expect((await workload.check()).violations).toEqual([]);
        await products.updateOne(at(product), { $set: { primaryMaterial: 'invented' } });
        return product;
      },
    },
  ])('catches $fault', async ({ inject, kind }) => {
    const { key } = await inject();
    const { violations } = await workload.check();
    expect(violations).toContainEqual(expect.objectContaining({ kind, product: key }));
    expect(
      kinds(violations).filter((other) => other !== kind && other !== 'stock-sum' && other !== 'changed-bytes'),
    ).toEqual([]);
  });

  it('catches a product that nobody stored, one that is there twice, and a fence that was left', async () => {
    const [text, other] = workload.ledger.base.filter(({ id }) => typeof id !== 'string');
    await products.insertOne({ _id: String(text?.id) as never, name: 'Twice', pricing: { basePrice: 1 } });
    await products.insertOne({ name: 'Nobody', pricing: { basePrice: 1 } });
    await fenceOf(database);
    const { violations } = await workload.check();
    expect(kinds(violations)).toEqual(
      expect.arrayContaining(['duplicate-product', 'leftover-fence', 'unexpected-product']),
    );
    expect(violations.some(({ product }) => product === other?.key)).toBe(false);
  });
});

async function fenceOf({ db }: TestDatabase): Promise<void> {
  await db.command({
    collMod: 'products',
    validator: { $jsonSchema: { title: 'MIGRATION_FENCE:left:1', required: ['__fence__'] } },
  });
}
