import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BSON,
  type Collection,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MongoClient,
  ObjectId,
  Timestamp,
} from 'mongodb';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { exportProducts } from '../../src/import-export/export-products.js';
import { ImportError } from '../../src/import-export/import-errors.js';
import { importProducts } from '../../src/import-export/import-products.js';
import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { insertRaw } from '../support/insert-raw.js';
import { loadDemoData } from '../../packages/demo-products/load-demo-data.js';

let client: MongoClient;
let products: Collection;
let folder: string;

beforeAll(async () => {
  client = await MongoClient.connect(process.env['TEST_MONGODB_URI'] ?? '');
  folder = await mkdtemp(join(tmpdir(), 'demo-data-'));
});

beforeEach(() => {
  products = client.db(`test-demo-data-${new ObjectId().toHexString()}`).collection('products');
});

afterEach(async () => {
  await client.db(products.dbName).dropDatabase();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await client.close();
});

async function fileOf(content: string | Uint8Array, name = 'products.json'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Every stored document's bytes, by id. */
async function stored(collection: Collection = products): Promise<string[]> {
  const documents = await collection.find<Uint8Array>({}, { raw: true, sort: { _id: 1 } }).toArray();
  return documents.map((bytes) => Buffer.from(bytes).toString('hex'));
}

async function importFailure(path: string): Promise<ImportError> {
  const error: unknown = await importProducts(products, path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ImportError);
  return error as ImportError;
}

describe('loadDemoData', () => {
  it('stores the demo products where the collection is empty', async () => {
    expect(await loadDemoData(products)).toBe(75);
    expect(await stored()).toHaveLength(75);
    expect(await loadDemoData(products)).toBe(0);
  });

  it('leaves a collection alone that holds anything', async () => {
    await products.insertOne({ name: 'Mine' });
    expect(await loadDemoData(products)).toBe(0);
    expect(await products.countDocuments()).toBe(1);
  });

  it('stores each product once when several starts race', async () => {
    const counts = await Promise.all(Array.from({ length: 8 }, () => loadDemoData(products)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(75);
    expect(await stored()).toHaveLength(75);
  });
});

describe('insertGenerated', () => {
  it('stores as many products as asked for and tells how far it is', async () => {
    const seen: number[] = [];
    expect(await insertGenerated(products, { count: 2500, seed: 7 }, (inserted) => seen.push(inserted))).toBe(2500);
    expect(seen).toEqual([1000, 2000, 2500]);
    expect(await products.countDocuments()).toBe(2500);
  });
});

describe('importProducts', () => {
  const plain = [
    { _id: 'a', name: 'One', pricing: { basePrice: 5 } },
    { _id: 'b', name: 'Two {"[', pricing: { basePrice: 5.5 } },
    { _id: 'c', name: 'Três \u{1F48D}\u2028', pricing: { basePrice: 12_345_678_901 } },
  ];

  it.each([
    { form: 'a JSON array', content: JSON.stringify(plain) },
    { form: 'a pretty-printed array', content: JSON.stringify(plain, null, 2) },
    { form: 'a line each', content: plain.map((product) => JSON.stringify(product)).join('\n') },
    {
      form: 'lines of another system, with blank ones',
      content: `\uFEFF\r\n${plain.map((product) => JSON.stringify(product)).join('\r\n\r\n')}\r\n`,
    },
    {
      form: 'documents over several lines',
      content: plain.map((product) => JSON.stringify(product, null, 2)).join('\n'),
    },
    { form: 'canonical extended JSON', content: BSON.EJSON.stringify(plain, { relaxed: false }) },
    { form: 'gzip', content: gzipSync(JSON.stringify(plain)) },
  ])('reads $form', async ({ content }) => {
    const result = await importProducts(products, await fileOf(content));
    expect(result).toEqual({
      read: 3,
      inserted: 3,
      skipped: 0,
      rejected: 0,
      reasons: {},
      rejections: [],
      unservable: { count: 0, unrecognised: 0, failing: 0, first: [] },
      completed: true,
    });
    const found = await products.find({}, { sort: { _id: 1 }, promoteValues: false }).toArray();
    expect(found.map(({ name }) => String(name))).toEqual(plain.map(({ name }) => name));
    expect(found.map(({ pricing }) => pricing.basePrice)).toEqual([
      new Int32(5),
      new Double(5.5),
      Long.fromString('12345678901'),
    ]);
  });

  it('keeps types and field order', async () => {
    await importProducts(
      products,
      await fileOf(
        '{"_id":"5f0000000000000000000001","b":{"$numberDouble":"5.0"},"a":5.0,"long":9007199254740993,' +
          '"sizes":{"8":1,"7":2,"x":3},"at":{"$date":{"$numberLong":"1700000000000"}},' +
          '"id":{"$oid":"5f0000000000000000000001"}}',
      ),
    );
    const expected = BSON.serialize(
      new Map<string, unknown>([
        ['_id', '5f0000000000000000000001'],
        ['b', new Double(5)],
        ['a', new Double(5)],
        ['long', Long.fromString('9007199254740993')],
        [
          'sizes',
          new Map([
            ['8', 1],
            ['7', 2],
            ['x', 3],
          ]),
        ],
        ['at', new Date(1_700_000_000_000)],
        ['id', new ObjectId('5f0000000000000000000001')],
      ]),
    );
    expect(await stored()).toEqual([Buffer.from(expected).toString('hex')]);
  });

  it('skips ids that are there and never overwrites', async () => {
    await products.insertOne({ _id: 'b' as never, name: 'Mine' });
    expect(await importProducts(products, await fileOf(JSON.stringify(plain)))).toMatchObject({
      inserted: 2,
      skipped: 1,
      rejected: 0,
    });
    expect(await products.findOne({ _id: 'b' as never })).toEqual({ _id: 'b', name: 'Mine' });
  });

  it('gives documents without an id an ObjectId, the same at every import of the file', async () => {
    const path = await fileOf('[{"name":"A"},{"name":"A"},{"name":"B","7":1}]');
    expect(await importProducts(products, path)).toMatchObject({ inserted: 3, skipped: 0 });
    expect(await importProducts(products, path)).toMatchObject({ inserted: 0, skipped: 3 });
    expect((await products.find().toArray()).every(({ _id }) => _id instanceof ObjectId)).toBe(true);
  });

  it('counts what can not be stored, with reasons, and goes on', async () => {
    const tooDeep = `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`;
    const documents = [
      '{"_id":"1"}',
      '5',
      'null',
      '["x"]',
      '"text"',
      '{"$oid":"5f0000000000000000000001"}',
      '{"_id":{"$oid":"short"}}',
      '{"_id":["x"]}',
      `{"_id":"deep","a":${tooDeep}}`,
      `{"_id":"large","text":"${'x'.repeat(17 * 1024 * 1024)}"}`,
      '{"_id":"2"}',
    ];
    const result = await importProducts(products, await fileOf(`[${documents.join(',\n')}]`));
    expect(result).toMatchObject({
      read: 11,
      inserted: 2,
      skipped: 0,
      rejected: 9,
      completed: true,
      reasons: { 'not-an-object': 5, 'bad-extended-json': 1, 'too-large': 1, 'refused-by-database': 2 },
    });
    expect(result.rejections.find(({ document }) => document === 7)).toMatchObject({
      line: 7,
      reason: 'bad-extended-json',
    });
  });

  it('refuses what would be stored as another value, with line, field and value, and stores the rest', async () => {
    const v1 = '"name":"Ring","category":"rings","pricing":{"basePrice":5}';
    const lines = [
      `{"_id":"d1",${v1},"createdAt":{"$date":"0000-00-00"}}`,
      `{"_id":"ok",${v1}}`,
      `{"_id":"d2",${v1},"createdAt":{"$date":{"$numberLong":"9223372036854775807"}}}`,
      `{"_id":"n1",${v1},"weight":12345678901234567890}`,
      `{"_id":"n2",${v1},"weight":1e400}`,
      `{"_id":"k1",${v1},"a":{"b":1,"b":2}}`,
    ];
    const result = await importProducts(products, await fileOf(lines.join('\n')));
    expect(result).toMatchObject({ inserted: 1, rejected: 5, reasons: { 'unstorable-value': 5 } });
    expect(result.rejections.map(({ line, field }) => [line, field])).toEqual([
      [1, 'createdAt'],
      [3, 'createdAt'],
      [4, 'weight'],
      [5, 'weight'],
      [6, 'a.b'],
    ]);
    expect(result.rejections.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('0000-00-00'),
      expect.stringContaining('9223372036854775807'),
      expect.stringContaining('12345678901234567890'),
      expect.stringContaining('1e400'),
      expect.stringContaining('twice'),
    ]);
    expect((await products.find().toArray()).map(({ _id }) => _id)).toEqual(['ok']);
  });

  it.each([
    {
      content: '{"products":[{"_id":"a1","name":"Halo Ring","category":"rings","pricing":{"basePrice":300}}]}',
      kind: 'unrecognised',
      says: 'an array of products stands in `products`',
    },
    { content: '{"data":[{"name":"Halo Ring","basePrice":300}],"meta":{}}', kind: 'unrecognised', says: '`data`' },
    {
      content: '{"title":"Halo Ring","price":300,"category":"ring"}',
      kind: 'unrecognised',
      says: 'no pricing.basePrice',
    },
    {
      content: '{"name":"Ring","pricing":{"basePrice":5},"schemaVersion":1}',
      kind: 'unrecognised',
      says: 'schemaVersion 1 is not a version',
    },
    { content: '{"name":" ","pricing":{"basePrice":5}}', kind: 'failing', says: 'Name' },
    { content: '{"name":"Ring","pricing":{"basePrice":"free"}}', kind: 'failing', says: 'rice' },
    { content: '{"name":"Ring","pricing":{"basePrice":5,"7":1}}', kind: undefined, says: '' },
  ])('tells that $content is stored but not served: $kind', async ({ content, kind, says }) => {
    const left: unknown[] = [];
    const { inserted, unservable } = await importProducts(products, await fileOf(content), {
      onUnservable: async (documents) => {
        left.push(...documents);
      },
    });
    expect(inserted).toBe(1);
    expect(unservable.count).toBe(kind === undefined ? 0 : 1);
    expect(left).toEqual(unservable.first);
    if (kind !== undefined)
      expect(unservable.first).toMatchObject([{ kind, findings: [{ problem: expect.stringContaining(says) }] }]);
  });

  it('says nothing of documents that were there already', async () => {
    const path = await fileOf('{"_id":"x","title":"Halo"}');
    await importProducts(products, path);
    expect(await importProducts(products, path)).toMatchObject({ skipped: 1, unservable: { count: 0 } });
  });

  it('ends with an error where the file never does', async () => {
    const error = await importFailure('/dev/zero');
    expect(error).toMatchObject({ code: 'IMPORT_FILE_MALFORMED', details: { line: 1, column: 1 } });
  });

  it('counts a product that another unique index refuses as refused, not as there already', async () => {
    await products.createIndex({ slug: 1 }, { unique: true });
    const result = await importProducts(products, await fileOf('{"_id":"1","slug":"x"}\n{"_id":"2","slug":"x"}'));
    expect(result).toMatchObject({ inserted: 1, skipped: 0, rejected: 1, reasons: { 'refused-by-database': 1 } });
  });

  it.each([
    {
      title: 'a line that is not JSON',
      content: '{"_id":"1"}\n{"_id":"2"}\n{"_id":oops}\n{"_id":"4"}\n',
      inserted: 2,
      line: 3,
      column: 1,
    },
    { title: 'a missing quote', content: '{"_id":"1"}\n{"_id":"2}\n{"_id":"3"}\n', inserted: 1, line: 2, column: 11 },
    { title: 'a missing bracket', content: '{"_id":"1"}\n{"_id":"2"\n{"_id":"3"}\n', inserted: 1, line: 3, column: 1 },
    { title: 'a cut-off array', content: '[{"_id":"1"},\n {"_id":"2"', inserted: 1, line: 2, column: 2 },
    { title: 'an array without its end', content: '[{"_id":"1"},{"_id":"2"}', inserted: 2, line: 1, column: 25 },
    { title: 'a missing comma', content: '[{"_id":"1"} {"_id":"2"}]', inserted: 1, line: 1, column: 14 },
    { title: 'a comma too many', content: '[{"_id":"1"},]', inserted: 1, line: 1, column: 14 },
    { title: 'something after the array', content: '[{"_id":"1"}]\n{"_id":"2"}', inserted: 1, line: 2, column: 1 },
    {
      title: 'an error deep in a pretty document',
      content: '[\n  {\n    "_id": "1",\n    "a": 01\n  }\n]',
      inserted: 0,
      line: 4,
      column: 11,
    },
    { title: 'no JSON at all', content: '<html>', inserted: 0, line: 1, column: 1 },
  ])('stops at $title, keeps what stood before it and says where', async ({ content, inserted, line, column }) => {
    const error = await importFailure(await fileOf(content));
    expect(error).toMatchObject({
      code: 'IMPORT_FILE_MALFORMED',
      kind: 'invalid',
      details: { line, column, result: { inserted } },
    });
    expect(error.message).toContain(`line ${line}`);
    expect(await products.countDocuments()).toBe(inserted);
  });

  it.each([
    { title: 'a file that is not there', path: async () => join(folder, 'none.json'), says: 'no such file' },
    { title: 'a folder', path: async () => folder, says: 'it is a folder' },
    {
      title: 'a file that is not UTF-8',
      path: async () => fileOf(Buffer.from([0x7b, 0x22, 0xff, 0xfe])),
      says: 'UTF-8',
    },
    {
      title: 'a cut-off archive',
      path: async () => fileOf(gzipSync(JSON.stringify(demoProducts())).subarray(0, -2000)),
      says: 'ends too early',
    },
  ])('refuses $title in a sentence that helps', async ({ path, says }) => {
    const error = await importFailure(await path());
    expect(error.code).toBe('IMPORT_FILE_UNREADABLE');
    expect(error.message).toContain(says);
  });

  it('finds nothing in an empty file or array', async () => {
    expect(await importProducts(products, await fileOf(''))).toMatchObject({ read: 0, completed: true });
    expect(await importProducts(products, await fileOf(' [ ] \n'))).toMatchObject({ read: 0, completed: true });
  });

  it('tells how far it is, and ends early when asked to', async () => {
    const lines = Array.from({ length: 3500 }, (_, index) =>
      JSON.stringify({ _id: `p${index}`, text: 'x'.repeat(400) }),
    ).join('\n');
    const stop = new AbortController();
    const seen: number[] = [];
    const result = await importProducts(products, await fileOf(lines), {
      signal: stop.signal,
      onProgress: ({ inserted, bytesRead, totalBytes }) => {
        seen.push(inserted);
        expect(bytesRead).toBeLessThanOrEqual(totalBytes);
        if (inserted >= 2000) stop.abort();
      },
    });
    expect(result).toMatchObject({ completed: false, inserted: 2000 });
    expect(seen.slice(0, 2)).toEqual([1000, 2000]);
    expect(await products.countDocuments()).toBe(2000);
  });
});

describe('exportProducts', () => {
  const oddities: Document[] = [
    new Map<string, unknown>([
      ['_id', 'keys'],
      [
        'sizes',
        new Map([
          ['9', 1],
          ['10', 2],
          ['a', 3],
          ['1', 4],
        ]),
      ],
      ['list', [1, [2.5], { 5: 1 }]],
    ]),
    {
      _id: new ObjectId(),
      double: new Double(5),
      negativeZero: new Double(-0),
      nan: Number.NaN,
      infinity: Number.NEGATIVE_INFINITY,
      long: Long.fromString('9223372036854775807'),
      decimal: Decimal128.fromString('1.10'),
      at: new Date(-1),
      stamp: new Timestamp({ t: 5, i: 6 }),
      bytes: Buffer.from('abc'),
      pattern: /a"b/i,
      nothing: null,
      text: 'line\u2028 "quoted" \\ \u{1F48D} مرحبا',
      empty: {},
      none: [],
    },
  ];

  it.each(['all.ndjson', 'all.ndjson.gz'])('gives every byte back after an import: %s', async (name) => {
    await products.insertMany([...demoProducts(), ...oddities]);
    await insertGenerated(products, { count: 1200, seed: 11, irregular: 0.3 });
    const path = join(folder, name);
    expect(await exportProducts(products, path)).toEqual({ exported: 1277, inexact: 0, inexactIds: [] });

    const copy = client.db(products.dbName).collection('copy');
    expect(await importProducts(copy, path)).toMatchObject({ read: 1277, inserted: 1277, completed: true });
    expect(await stored(copy)).toEqual(await stored());
    const content = await readFile(path);
    expect((name.endsWith('.gz') ? gunzipSync(content) : content).toString().trimEnd().split('\n')).toHaveLength(1277);
  });

  it('names the documents that JSON can not give back byte for byte', async () => {
    await products.insertOne({ _id: 'plain' as never, price: { $numberInt: '5' } });
    const path = join(folder, 'odd.ndjson');
    expect(await exportProducts(products, path)).toEqual({ exported: 1, inexact: 1, inexactIds: ['plain'] });
  });

  it('writes a date that JavaScript cannot express, names it, and its import refuses it', async () => {
    const bytes = Buffer.from(BSON.serialize({ _id: 'd', at: new Date(0) }));
    bytes.writeBigInt64LE(9_223_372_036_854_775_807n, bytes.length - 9);
    await insertRaw(process.env.TEST_MONGODB_URI ?? '', products, bytes);
    const path = join(folder, 'date.ndjson');
    expect(await exportProducts(products, path)).toEqual({ exported: 1, inexact: 1, inexactIds: ['d'] });
    expect(await readFile(path, 'utf8')).toBe('{"_id":"d","at":{"$date":{"$numberLong":"9223372036854775807"}}}\n');
    const copy = client.db(products.dbName).collection('copy');
    expect(await importProducts(copy, path)).toMatchObject({ inserted: 0, rejections: [{ field: 'at' }] });
  });

  it('leaves the old file alone and no other behind when it fails', async () => {
    await loadDemoData(products);
    const path = await fileOf('old', 'kept.ndjson');
    await expect(exportProducts(products, path, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('old');
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });
});
