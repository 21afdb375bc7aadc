import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import type { mongo } from 'mongoose';

import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { rawDocuments, rawReplies, rawRepliesAhead } from '../../src/database/raw-replies.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

// The replies are internal to the driver: a new version of it must give the same bytes as its `raw` option.
let database: TestDatabase;
let products: mongo.Collection;

beforeAll(async () => {
  database = await openTestDatabase();
  products = database.db.collection('products') as unknown as mongo.Collection;
  await products.insertMany([...generateProducts({ count: 250, seed: 5, irregular: 0.3 })] as mongo.Document[]);
});
afterAll(() => database.close());

const hex = (documents: readonly Uint8Array[]): string[] =>
  documents.map((bytes) => Buffer.from(bytes).toString('hex'));

describe('documents cut out of the replies of the server', () => {
  it.each([7, 100, 1_000])('are those of the `raw` option, in replies of %d', async (batchSize) => {
    const options = { sort: { _id: 1 }, batchSize } as const;
    const expected = hex((await products.find({}, { ...options, raw: true }).toArray()) as unknown as Uint8Array[]);
    expect(expected).toHaveLength(250);
    expect(hex(await rawDocuments(products.find({}, options)))).toEqual(expected);
    const ahead: Uint8Array[] = [];
    for await (const reply of rawRepliesAhead(products.find({}, options))) ahead.push(...reply);
    expect(hex(ahead)).toEqual(expected);
  });

  it('go on after some that were taken one by one', async () => {
    const expected = hex(await rawDocuments(products.find({}, { sort: { _id: 1 } }).skip(3)));
    const cursor = products.find({}, { sort: { _id: 1 }, batchSize: 10 });
    for (let taken = 0; taken < 3; taken++) await cursor.next();
    expect(hex(await rawDocuments(cursor))).toEqual(expected);
  });

  it('are not decoded for the events of command monitoring either', async () => {
    const client = await MongoClient.connect(database.uri, { monitorCommands: true });
    const batches: unknown[] = [];
    client.on('commandSucceeded', ({ commandName, reply }) => {
      const { cursor } = reply as { readonly cursor: mongo.Document };
      if (['find', 'getMore'].includes(commandName))
        batches.push(cursor['firstBatch'] ?? cursor['nextBatch'] ?? cursor);
    });
    try {
      const db = client.db(database.name) as unknown as mongo.Db;
      await rawDocuments(db.collection('products').find({}, { batchSize: 100 }));
      await rawDocuments(db.runCursorCommand({ find: 'products', batchSize: 100 }));
    } finally {
      await client.close();
    }
    expect(batches).toHaveLength(5);
    // Each document as bytes, or the whole cursor.
    expect(batches.flat().every((one) => Buffer.isBuffer(one))).toBe(true);
  });

  it('are none of an empty collection, and the cursor is closed in any case', async () => {
    expect(await rawDocuments(products.find({ _id: 'nobody' as never }))).toEqual([]);
    const cursor = products.find({}, { batchSize: 10 });
    for await (const reply of rawReplies(cursor)) {
      expect(reply).toHaveLength(10);
      break;
    }
    expect(cursor.closed).toBe(true);
  });
});
