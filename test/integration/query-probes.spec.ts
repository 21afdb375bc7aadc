import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { catalogIndexes } from '../../src/indexes/index-definitions.js';
import { compareMeasures } from '../../src/query-performance/compare-measures.js';
import { percentiles } from '../../src/query-performance/percentiles.js';
import { timeProbe } from '../../src/query-performance/probe-run.js';
import { QUERY_CLASSES } from '../../src/query-performance/query-classes.js';
import type { ClassMeasure, PerformanceMeasure } from '../../src/query-performance/performance-measure.js';
import { QueryProbes } from '../../src/query-performance/query-probes.js';
import type { Collections } from '../../src/database/collections.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig } from '../support/catalog-rig.js';

const SHADOW = 'products_v2_shadow_1';

describe('the probes of the query classes', () => {
  let rig: CatalogRig;
  let probes: QueryProbes;
  const finds: mongo.Document[] = [];

  beforeAll(async () => {
    rig = await startCatalogRig({
      monitor: (command) => {
        if (typeof command.find === 'string') finds.push(command);
      },
      prepare: async (products) => {
        await products.insertMany([...generateProducts({ count: 400, seed: 3 })] as (StoredDocument & {
          _id: unknown;
        })[]);
      },
    });
    await rig.upgrade((position) => position % 2 === 0);
    await rig.settle();
    probes = new QueryProbes(rig as unknown as Collections);
  });
  afterEach(async () => {
    await rig.db
      .collection(SHADOW)
      .drop()
      .catch(() => undefined);
  });
  afterAll(() => rig.close());

  /** The find commands that a function sends, without the parts that differ in every run. */
  async function sent(run: () => Promise<unknown>): Promise<string[]> {
    finds.length = 0;
    await run();
    return finds
      .splice(0)
      .map((command) =>
        mongo.BSON.EJSON.stringify(
          { ...command, lsid: undefined, $clusterTime: undefined, readConcern: undefined },
          { relaxed: false },
        ),
      )
      .sort();
  }

  it('measure every class on indexes, with the values that are most frequent', async () => {
    const measured = await probes.measure('products', { samples: 5 });
    expect(measured.classes.map(({ name }) => name)).toEqual(QUERY_CLASSES.map(({ name }) => name));
    expect(measured.documents).toBe(400);
    for (const one of measured.classes) {
      expect(one).toMatchObject({ samples: 5, usesIndex: true, collectionScan: false, problems: [] });
      expect(one.p50).toBeLessThanOrEqual(one.p95);
      expect(one.returned).toBeGreaterThan(0);
      expect(one.keysExamined).toBeGreaterThan(0);
    }
    expect(measured.values.ids).toHaveLength(100);
  });

  it('send for one product what the repository sends', async () => {
    const { values } = await probes.measure('products', { samples: 1 });
    const id = String(values.ids[0]);
    expect(await sent(() => rig.repository.findById(id))).toEqual(
      await sent(() => timeProbe(rig.client, rig.products, { kind: 'by-id', id })),
    );
    expect(await sent(() => rig.repository.findBySlug(values.slug, []))).toEqual(
      await sent(() => timeProbe(rig.client, rig.products, { kind: 'by-slug', slug: values.slug })),
    );
  });

  it('pass a shadow that has the indexes, whatever its name', async () => {
    await rig.products.aggregate([{ $out: SHADOW }]).toArray();
    await rig.db.collection(SHADOW).createIndexes(
      catalogIndexes().map(({ name, key, partialFilterExpression }) => ({
        name,
        key: { ...key },
        ...(partialFilterExpression === undefined ? {} : { partialFilterExpression: { ...partialFilterExpression } }),
      })),
    );
    const baseline = await probes.measure('products', { samples: 5 });
    const measured = await probes.measure(SHADOW, { samples: 5, values: baseline.values });
    const verdict = probes.compare(baseline, measured);
    // Whatever the times on a shared machine: the plans are decisive.
    expect(verdict.reasons.filter((reason) => !reason.includes('p95'))).toEqual([]);
    expect(verdict.timesOnly).toBe(verdict.verdict === 'refused');
    expect(measured.classes.every(({ usesIndex }) => usesIndex)).toBe(true);
  });

  it('refuse a shadow without the indexes', async () => {
    await rig.products.aggregate([{ $out: SHADOW }]).toArray();
    const baseline = await probes.measure('products', { samples: 3 });
    const measured = await probes.measure(SHADOW, { samples: 3, values: baseline.values });
    expect(probes.compare(baseline, measured)).toMatchObject({
      verdict: 'refused',
      timesOnly: false,
      reasons: expect.arrayContaining([
        'Product page by slug: the database reads the whole collection instead of an index',
      ]),
    });
  });

  it.each([
    ['does not exist', async () => undefined],
    [
      'is empty',
      async () => {
        await rig.db.createCollection(SHADOW);
      },
    ],
  ])('work on a collection that %s', async (_, prepare) => {
    await prepare();
    const measured = await probes.measure(SHADOW, { samples: 2 });
    expect(measured).toMatchObject({ documents: 0, values: { ids: [], slug: 'product' } });
    expect(measured.classes.every(({ returned }) => returned === 0)).toBe(true);
  });

  it('stop when they are told to', async () => {
    await expect(probes.measure('products', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

it('work on the demo products alone', async () => {
  const rig = await startCatalogRig({
    prepare: async (products) => {
      await products.insertMany(demoProducts() as (StoredDocument & { _id: unknown })[]);
    },
  });
  try {
    const { classes } = await new QueryProbes(rig as unknown as Collections).measure('products', { samples: 2 });
    expect(classes.every(({ usesIndex, returned }) => usesIndex && returned > 0)).toBe(true);
  } finally {
    await rig.close();
  }
});

describe('the comparison', () => {
  const fine: ClassMeasure = {
    name: 'category-browse',
    title: 'Category',
    limitMs: 75,
    samples: 10,
    p50: 5,
    p95: 10,
    p99: 12,
    keysExamined: 1,
    docsExamined: 1,
    returned: 1,
    plans: [],
    usesIndex: true,
    collectionScan: false,
    problems: [],
  };
  const measure = (changes: Partial<ClassMeasure>): PerformanceMeasure => ({
    collection: 'c',
    documents: 1,
    values: { ids: [], slug: '' },
    classes: [{ ...fine, ...changes }],
  });

  it.each([
    ['the same times', 10, {}, []],
    ['50 ms more', 10, { p95: 60 }, []],
    ['more than 50 ms more', 10, { p95: 60.5 }, [/51 ms slower than before; at most 50 ms are allowed$/]],
    ['more than its limit', 40, { p95: 76 }, [/^Category: p95 of 76 ms is over its limit of 75 ms \(before: 40 ms\)$/]],
    ['more than any limit', 290, { p95: 301 }, [/^Category: p95 of 301 ms is over .*300 ms.* \(before: 290 ms\)$/]],
    [
      'a collection scan',
      10,
      { collectionScan: true },
      [/^Category: the database reads the whole collection instead of an index$/],
    ],
    ['a failed command', 10, { problems: ['no'] }, [/^Category: no$/]],
  ] as const)('of %s', (_, before, changes, reasons) => {
    const verdict = compareMeasures(measure({ p95: before }), measure(changes as Partial<ClassMeasure>));
    expect(verdict.reasons).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
    expect(verdict.verdict).toBe(reasons.length === 0 ? 'passed' : 'refused');
    expect(verdict.timesOnly).toBe(reasons.length > 0 && 'p95' in changes);
  });

  it('takes percentiles that were really measured', () => {
    expect(percentiles([])).toEqual({ p50: 0, p95: 0, p99: 0 });
    expect(percentiles([3])).toEqual({ p50: 3, p95: 3, p99: 3 });
    expect(percentiles(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({ p50: 50, p95: 95, p99: 99 });
  });
});
