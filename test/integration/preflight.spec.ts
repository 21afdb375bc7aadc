import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { catalogIndexes } from '../../src/indexes/index-definitions.js';
import type { CheckResult } from '../../src/batch-migration/preflight/check.js';
import type { PreflightReport } from '../../src/batch-migration/preflight/preflight-report.js';
import type { PreflightOptions } from '../../src/batch-migration/preflight/run-preflight.js';
import { runPreflight } from '../../src/batch-migration/preflight/run-preflight.js';
import { readReport, writeReport } from '../../src/reports/report-writer.js';
import type { Collections } from '../../src/database/collections.js';
import type { TestDatabase } from '../support/test-database.js';
import { openTestDatabase, testMongoUri } from '../support/test-database.js';
import { double, element, insertByWire, int32, object, oddDocuments, text } from '../support/raw-documents.js';
import { upgradeStored } from '../support/catalog-rig.js';

let database: TestDatabase;
let client: mongo.MongoClient;
let collections: Collections;
let folder: string;

beforeAll(async () => {
  client = new mongo.MongoClient(testMongoUri(), { readConcernLevel: 'majority', w: 'majority' });
  await client.connect();
  folder = await mkdtemp(join(tmpdir(), 'catalog-preflight-'));
});
beforeEach(async () => {
  database = await openTestDatabase();
  const db = client.db(database.name);
  collections = {
    client,
    db,
    products: db.collection('products', { enableUtf8Validation: false }),
    productDocuments: db.collection('products', { enableUtf8Validation: false }),
  } as unknown as Collections;
});
afterEach(() => database.close());
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

const preflight = (options: Partial<PreflightOptions> = {}): Promise<PreflightReport> =>
  runPreflight({ collections, settings: { BACKUP_DIR: join(folder, 'backups') }, samples: 2, ...options });

function check(report: PreflightReport, name: string): CheckResult {
  const found = report.checks.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`No check ${name}; there are ${report.checks.map((one) => one.name).join(', ')}`);
  return found;
}

const failedChecks = (report: PreflightReport, severity: string): string[] =>
  report.checks.filter((one) => one.severity === severity && one.result === 'failed').map(({ name }) => name);

async function insert(documents: readonly object[]): Promise<void> {
  await database.db.collection('products').insertMany(documents as never);
}

async function buildIndexes(): Promise<void> {
  await database.db
    .collection('products')
    .createIndexes(catalogIndexes().map(({ serves: _serves, ...index }) => index) as never);
}

/** Everything in the database except the server's own data: names, and hashes of the content. */
async function contents(): Promise<unknown> {
  const { collections: hashes } = await database.db.command({ dbHash: 1 });
  const described = await database.db.listCollections().toArray();
  return {
    hashes,
    described: described.sort((a, b) => a.name.localeCompare(b.name)),
    indexes: await database.db
      .collection('products')
      .indexes()
      .catch(() => []),
  };
}

const textField = (name: string, value: Buffer | string): Buffer => element(0x02, name, text(value));
const doubleField = (name: string, value: number): Buffer => element(0x01, name, double(value));
const objectField = (name: string, ...fields: readonly Buffer[]): Buffer => element(0x03, name, object(...fields));
const insertRaw = (...documents: readonly Buffer[]): Promise<void> =>
  insertByWire(testMongoUri(), database.name, 'products', documents);

const ring = {
  name: 'Ring',
  category: 'rings',
  subcategory: 'fashion-rings',
  description: 'A ring',
  pricing: { basePrice: 5, currency: 'USD' },
  media: { primary: '/a.jpg' },
  customization: { materials: [{ type: 'gold', purity: '14K', finish: 'polished' }] },
  metadata: { tags: ['a'], status: 'active' },
};

describe('the demo products', () => {
  it('are ready to be migrated, and nothing is changed by asking', async () => {
    await insert(demoProducts());
    await buildIndexes();
    const before = await contents();
    const progress: [number, number][] = [];
    const report = await preflight({
      onProgress: (done, total) => {
        progress.push([done, total]);
      },
    });

    expect(failedChecks(report, 'blocker')).toEqual([]);
    expect(report.checks.filter(({ result }) => result === 'unknown')).toEqual([]);
    expect(report).toMatchObject({
      ready: true,
      database: database.name,
      performanceOnly: false,
      server: { topology: 'replica-set' },
    });
    expect(report.documents).toMatchObject({
      total: 75,
      mappable: 75,
      successRate: 1,
      problems: [],
      shapes: { v0: 8 },
      notGivenBack: { count: 0 },
      noWayBack: { count: 0 },
      materials: { products: 75, withMetal: 74, withStone: 56, withCarat: 48, gemstones: { count: 150 } },
    });
    expect(Object.values(report.documents?.shapes ?? {}).reduce((sum, count) => sum + count, 0)).toBe(75);
    expect(report.documents?.materials.gemstones.carats).toMatchObject({
      count: 129,
      min: expect.any(Number),
      buckets: expect.any(Object),
    });
    // Stones without a carat are a fact of the data: reported, but no reason to keep the old shape.
    expect(check(report, 'carat-completeness')).toMatchObject({ result: 'failed', severity: 'warning' });
    expect(report.verdict).toBe('ready-with-warnings');
    expect(report.reasons.join('\n')).toContain('48 of 56 products with a stone state its carat');
    expect(report.estimatedSeconds).toBeGreaterThan(0);
    expect(report.startedAt.getTime()).toBeLessThanOrEqual(report.finishedAt.getTime());
    expect(report.baseline?.classes.every(({ usesIndex }) => usesIndex)).toBe(true);
    expect(progress.at(-1)).toEqual([75, 75]);
    expect(await contents()).toEqual(before);
  });

  it('give a report that can be written and read', async () => {
    await insert(demoProducts());
    const report = await preflight();
    await writeReport(folder, 'pre-migration-validation-report.json', report);
    expect(await readReport(folder, 'pre-migration-validation-report.json')).toMatchObject({
      ready: true,
      verdict: 'ready-with-warnings',
      documents: { total: 75 },
    });
  });

  it('are judged the same when half of them have been upgraded', async () => {
    await insert(demoProducts());
    await upgradeStored(collections.products, (position) => position % 2 === 0);
    const report = await preflight();
    expect(failedChecks(report, 'blocker')).toEqual([]);
    expect(report.documents).toMatchObject({
      total: 75,
      mappable: 75,
      shapes: { v2: 38 },
      noWayBack: { count: 0 },
      materials: { withMetal: 74, withStone: 56, withCarat: 48 },
    });
  });
});

describe('a validation', () => {
  it('of speed alone looks at no document', async () => {
    await insert(demoProducts());
    const report = await preflight({ performanceOnly: true });
    expect(report).toMatchObject({ performanceOnly: true, documents: null, ready: true });
    expect(new Set(report.checks.map(({ group }) => group))).toEqual(new Set(['performance']));
    expect(check(report, 'declared-indexes')).toMatchObject({ result: 'failed', severity: 'warning' });
    expect(check(report, 'baseline-plans').detail).toContain('Not served by an index');
  });

  it('stops when it is told to', async () => {
    await insert([...generateProducts({ count: 1_100, seed: 4 })]);
    const stop = new AbortController();
    await expect(
      preflight({
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      }),
    ).rejects.toThrow(/abort/i);
    expect(await database.db.listCollections({ name: /^catalog_scratch_/ }).toArray()).toEqual([]);
  });

  it('takes in generated products of every form', async () => {
    await insert([
      ...generateProducts({ count: 800, seed: 9, irregular: 0.3, shares: { v0: 1, v1: 2, v1Later: 1, v2: 1 } }),
    ]);
    const { documents, ...report } = await preflight();
    expect(documents).toMatchObject({ total: 800, mappable: 800, notGivenBack: { count: 0 } });
    expect(Object.keys(documents?.shapes ?? {}).sort()).toEqual(['v0', 'v1', 'v1-late', 'v2']);
    expect(documents?.oddFields.length).toBeGreaterThan(0);
    expect(Object.keys(documents?.warningsByPath ?? {}).length).toBeGreaterThan(0);
    expect(check({ documents, ...report } as PreflightReport, 'index-builds').result).toBe('passed');
  });
});

describe('what is in the way of a migration', () => {
  it('is a collection that is not there', async () => {
    const report = await preflight();
    expect(report).toMatchObject({ ready: false, verdict: 'not-ready', documents: null });
    expect(failedChecks(report, 'blocker')).toEqual(['collection-type']);
    expect(await database.db.listCollections().toArray()).toEqual([]);
  });

  it.each([
    [
      'a view',
      async () => {
        await database.db.createCollection('products', { viewOn: 'other', pipeline: [] });
      },
      'is a view',
    ],
    [
      'capped',
      async () => {
        await database.db.createCollection('products', { capped: true, size: 4096 });
      },
      'capped',
    ],
    [
      'a time series',
      async () => {
        await database.db.createCollection('products', { timeseries: { timeField: 't' } });
      },
      'is a timeseries',
    ],
    [
      'clustered',
      async () => {
        await database.db.createCollection('products', { clusteredIndex: { key: { _id: 1 }, unique: true } });
      },
      'clustered',
    ],
  ])('is a collection that is %s', async (_, create, says) => {
    await create();
    const report = await preflight();
    expect(report.ready).toBe(false);
    expect(check(report, 'collection-type')).toMatchObject({ result: 'failed', detail: expect.stringContaining(says) });
  });

  it('is more than one document in twenty that cannot be mapped', async () => {
    await insert([
      ...Array.from({ length: 10 }, (_, index) => ({ ...ring, _id: `ok-${index}` })),
      { ...ring, _id: 'bad', pricing: { basePrice: 'dear' } },
      { _id: 'odd', some: 'thing' },
    ]);
    const report = await preflight();
    expect(report.ready).toBe(false);
    expect(check(report, 'success-rate')).toMatchObject({
      result: 'failed',
      detail: expect.stringContaining('10 of 12'),
    });
    expect(report.documents).toMatchObject({
      counts: { failing: 1, unrecognised: 1 },
      failuresByPath: { 'pricing.basePrice': 1, schemaVersion: 1 },
      shapes: { v1: 11, unrecognised: 1 },
      problems: [
        { id: 'bad', kind: 'failing', reasons: [{ path: 'pricing.basePrice' }] },
        { id: 'odd', kind: 'unrecognised', reasons: [{ path: 'schemaVersion' }] },
      ],
    });
  });

  it('is a metal that is not known, or carats that cannot be read', async () => {
    const stone = (carat: unknown): object => ({
      ...ring,
      customization: { materials: [{ type: 'unobtainium' }], gemstones: [{ type: 'diamond', carat }] },
    });
    await insert([stone('1.5 ct'), stone(-1), stone(1)]);
    const report = await preflight();
    expect(failedChecks(report, 'blocker').sort()).toEqual(['carats-carried-over', 'metal-completeness']);
    expect(report.documents?.oddFields.length).toBeGreaterThanOrEqual(0);
    expect(report.documents?.materials).toMatchObject({ caratStated: 3, caratCarriedOver: 1, withMetal: 0 });
  });

  it('is a document that would grow beyond what can be stored', async () => {
    const limit = 16 * 1024 * 1024;
    await insert([{ _id: 'huge', ...ring, padding: 'x'.repeat(limit - 800) }]);
    const report = await preflight();
    expect(check(report, 'document-size')).toMatchObject({ result: 'failed', data: { count: 1, first: ['huge'] } });
    expect(check(report, 'large-documents').result).toBe('failed');
    expect(report.documents?.size).toMatchObject({ largestId: 'huge' });
  });

  it('is an _id that the driver reads as another value', async () => {
    const id = objectField('_id', element(0x10, 'b', int32(1)), element(0x10, '2', int32(2)));
    await insertRaw(object(id, textField('name', 'Ring'), objectField('pricing', doubleField('basePrice', 5))));
    await insert([
      { _id: { a: 5.5, b: 'x' }, ...ring },
      { _id: 5, ...ring },
      { _id: mongo.Long.MAX_VALUE, ...ring },
      { _id: new Date(0), ...ring },
      { _id: new mongo.UUID(), ...ring },
      { _id: Number.NaN, ...ring },
    ]);
    await insertRaw(
      object(
        element(0x0a, '_id', Buffer.alloc(0)),
        textField('name', 'Ring'),
        objectField('pricing', doubleField('basePrice', 5)),
      ),
    );
    const report = await preflight();
    expect(check(report, 'id-survival')).toMatchObject({ result: 'failed', data: { count: 1 } });
    expect(report.documents?.idTypes).toEqual({ object: 2, number: 2, Long: 1, Date: 1, UUID: 1, null: 1 });
  });

  it('is a unique index that the upgraded documents would not satisfy', async () => {
    await insert([
      { ...ring, _id: 1, slug: 'a', seo: { slug: 'ring' } },
      { ...ring, _id: 2, slug: 'b', seo: { slug: 'ring' } },
    ]);
    await database.db.collection('products').createIndex({ slug: 1 }, { unique: true });
    await database.db
      .collection('products')
      .createIndex({ 'metadata.tags': 1, name: 1 }, { unique: true, partialFilterExpression: { name: 'none' } });
    const report = await preflight();
    expect(check(report, 'unique-indexes')).toMatchObject({
      result: 'failed',
      detail: expect.stringContaining('slug_1'),
    });
    expect(check(report, 'unique-indexes').detail).toContain('it covers only some of the documents');
    expect(check(report, 'slugs')).toMatchObject({ severity: 'warning', result: 'failed' });
  });

  it('is an index that refuses upgraded documents', async () => {
    await insert([{ ...ring, sizes: [1, 2], metadata: { status: 'active' }, tags: ['a'] }]);
    // When upgraded, the document has its tags at another path, next to the other array of the index.
    await database.db.collection('products').createIndex({ sizes: 1, 'metadata.tags': 1 });
    expect(check(await preflight(), 'index-builds')).toMatchObject({
      result: 'failed',
      detail: expect.stringContaining('parallel arrays'),
    });
  });

  it('is a validator that upgraded documents would not pass', async () => {
    await insert([ring]);
    await database.db.command({ collMod: 'products', validator: { schemaVersion: { $exists: false } } });
    expect(check(await preflight(), 'validator')).toMatchObject({ result: 'failed' });
    await database.db.command({
      collMod: 'products',
      validator: { $jsonSchema: { required: ['name'], properties: { pricing: { bsonType: 'object' } } } },
    });
    const report = await preflight();
    expect(check(report, 'validator')).toMatchObject({ result: 'passed' });
    expect(check(report, 'fence-left-behind')).toMatchObject({ result: 'passed' });
  });

  it('is a fence of an earlier run, and another run that is not over', async () => {
    await insert([ring]);
    await database.db.command({
      collMod: 'products',
      validator: { $jsonSchema: { title: 'MIGRATION_FENCE:run:1', required: ['__fence__'] } },
    });
    await database.db
      .collection<{ _id: string }>('catalog_migrations')
      .insertOne({ _id: 'run-1', active: true, state: 'paused' } as never);
    const report = await preflight();
    expect(failedChecks(report, 'blocker')).toEqual(expect.arrayContaining(['fence-left-behind', 'active-migration']));
    expect(check(await preflight({ runId: 'run-1' }), 'active-migration').result).toBe('passed');
  });

  it('is a folder for backups that cannot be written to', async () => {
    await insert([ring]);
    const report = await preflight({ settings: { BACKUP_DIR: '/proc/1/nothing' } });
    expect(check(report, 'backup-space').result).not.toBe('passed');
  });
});

describe('what is worth knowing', () => {
  it('are the odd things that only the bytes show; they are no reason not to migrate', async () => {
    const base = (id: string, ...more: readonly Buffer[]): Buffer =>
      object(
        textField('_id', id),
        textField('name', 'Ring'),
        objectField('pricing', doubleField('basePrice', 5)),
        element(0x04, 'materials', object(textField('0', 'gold'))),
        ...more,
      );
    await insertRaw(base('twice', objectField('extra', doubleField('a', 1), doubleField('a', 2))));
    await insertRaw(base('numbers', objectField('extra', doubleField('10', 1), doubleField('b', 2))));
    await insertRaw(base('paths', objectField('extra', doubleField('a.b', 1), doubleField('', 2))));
    await insertRaw(base('utf8', textField('extra', Buffer.from([0x61, 0xff, 0x62]))));
    await insertRaw(base('undefined', element(0x06, 'extra', Buffer.alloc(0))));
    await insertRaw(base('symbol', element(0x0e, 'extra', text('sym')), element(0x01, 'more', double(5))));
    const report = await preflight();
    expect(failedChecks(report, 'blocker')).toEqual([]);
    expect(report.documents).toMatchObject({
      total: 6,
      mappable: 6,
      bson: {
        duplicateKeys: { first: ['twice'] },
        integerKeys: { first: ['numbers'] },
        oddKeys: { first: ['paths'] },
        invalidText: { first: ['utf8'] },
        deprecatedTypes: { count: 2 },
        deepest: 2,
      },
    });
    expect(check(report, 'bson-oddities')).toMatchObject({ severity: 'info', result: 'failed' });
  });

  it('passes over documents of every oddity and _ids of every type', async () => {
    const odd = oddDocuments();
    await insertRaw(...odd);
    const { documents } = await preflight();
    expect(documents).toMatchObject({
      total: odd.length,
      mappable: 0,
      counts: { unrecognised: odd.length, undecodable: 0 },
    });
    expect(documents?.unstableIds.count).toBe(2);
  });

  it('is a document whose patch the server could not write', async () => {
    const twice = objectField('pricing', doubleField('basePrice', 5), doubleField('a', 1), doubleField('a', 2));
    await insertRaw(object(textField('_id', 'twice'), textField('name', ' Ring'), twice));
    const report = await preflight();
    expect(report.documents).toMatchObject({
      mappable: 0,
      counts: { unwritable: 1 },
      problems: [{ id: 'twice', kind: 'unwritable' }],
    });
    expect(check(report, 'success-rate').result).toBe('failed');
  });

  it('are _ids that read alike, slugs that are shared, documents that expire, collections left over', async () => {
    const hex = '65f0000000000000000000ab';
    await insert([
      { ...ring, _id: hex, seo: { slug: 'a' } },
      { ...ring, _id: new mongo.ObjectId(hex), seo: { slug: 'A' } },
    ]);
    await database.db.collection('products').createIndex({ createdAt: 1 }, { expireAfterSeconds: 1e9 });
    await database.db.createCollection('products_v2_shadow_7');
    const report = await preflight();
    expect(failedChecks(report, 'warning')).toEqual(
      expect.arrayContaining(['id-ambiguity', 'slugs', 'ttl-indexes', 'leftovers']),
    );
    expect(report.ready).toBe(true);
    await database.db
      .collection('catalog_migrations')
      .insertOne({ work: { shadow: { name: 'products_v2_shadow_7' }, twin: null } });
    expect(check(await preflight(), 'leftovers').result).toBe('passed');
  });

  it('is a collation of the collection', async () => {
    await database.db.createCollection('products', { collation: { locale: 'de' } });
    await insert([ring]);
    const report = await preflight();
    expect(check(report, 'collation')).toMatchObject({ result: 'failed', severity: 'warning' });
    expect(check(report, 'options').data).toMatchObject({ options: { collation: { locale: 'de' } } });
  });

  it('is what the server can do', async () => {
    await insert([ring]);
    const report = await preflight();
    for (const name of [
      'replication',
      'primary-known',
      'majority-write',
      'change-stream',
      'rename-compare-and-swap',
      'oplog-window',
      'disk-space',
      'privileges',
      'running-operations',
    ]) {
      expect([name, check(report, name).result]).toEqual([name, 'passed']);
    }
    expect(check(report, 'rename-compare-and-swap').data).toEqual({ compareAndSwapRename: true });
  });
});
