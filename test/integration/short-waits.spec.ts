import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { changeValidation } from '../../src/collection-swap/named-collections.js';
import type { Collections } from '../../src/database/collections.js';
import { inShortWaits } from '../../src/database/short-waits.js';
import { IndexRemovals } from '../../src/indexes/index-removals.js';
import { testMongoUri } from '../support/test-database.js';

const VALIDATION = { validator: { a: { $gte: 0 } }, validationLevel: 'strict', validationAction: 'error' } as const;
/** Of a write beside a change that waits: ten times as long as it may be held. */
const HELD_MS = 15_000;

let client: mongo.MongoClient;
let db: mongo.Db;
beforeAll(async () => {
  client = await mongo.MongoClient.connect(testMongoUri(), { w: 'majority' });
  db = client.db(`short-waits-${randomUUID()}`);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

describe('a change of products beside an open transaction of another client', () => {
  const identity = async (): Promise<{ name: string; uuid: mongo.UUID }> => {
    const [found] = await db.listCollections({ name: 'products' }).toArray();
    return { name: 'products', uuid: (found as unknown as { info: { uuid: mongo.UUID } }).info.uuid };
  };
  const removals = (): IndexRemovals =>
    new IndexRemovals({ client, db, products: db.collection('products') } as unknown as Collections);

  it.each([
    { title: 'of the validation', change: async () => changeValidation(db, await identity(), VALIDATION) },
    { title: 'that hides an index', change: () => removals().remove('a_1', { by: 'test', graceDays: 0 }) },
    { title: 'that drops an index', change: () => removals().remove('a_1', { by: 'test', graceDays: 0 }) },
  ])('$title holds up no write for long, and succeeds afterwards', async ({ change }) => {
    const products = db.collection('products');
    await products.updateOne({ a: 1 }, { $set: { b: 1 } }, { upsert: true });
    if ((await products.indexes()).length === 1) await products.createIndex({ a: 1 });
    const session = client.startSession();
    session.startTransaction();
    await products.insertOne({ a: 2 }, { session });

    let isDone = false;
    const changed = change().finally(() => (isDone = true));
    for (const until = performance.now() + 4_000; performance.now() < until; await sleep(20))
      await products.updateOne({ a: 1 }, { $inc: { b: 1 } }, { maxTimeMS: HELD_MS });
    expect(isDone).toBe(false);

    await session.commitTransaction();
    await session.endSession();
    await changed;
  });

  it('passes on every other error at once', async () => {
    let times = 0;
    const failing = inShortWaits(async () => {
      times += 1;
      return db.command({ collMod: 'is not there', validator: {} });
    });

    await expect(failing).rejects.toMatchObject({ codeName: 'NamespaceNotFound' });
    expect(times).toBe(1);
  });
});
