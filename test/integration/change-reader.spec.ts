import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';

import { ChangeReader } from '../../src/collection-swap/change-reader.js';
import { clusterTime } from '../../src/database/cluster-time.js';
import { presentTime } from '../../src/database/present-time.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let db: mongo.Db;
let reader: ChangeReader;

beforeEach(async () => {
  database = await openTestDatabase();
  db = database.db as unknown as mongo.Db;
  await db.createCollection('products');
  reader = new ChangeReader(db, { time: await presentTime(db) });
});
afterEach(async () => {
  await reader.close();
  await database.close();
});

const write = async (...ids: readonly string[]): Promise<void> => {
  for (const _id of ids) await db.collection('products').insertOne({ _id } as never);
};
const now = async (): Promise<bigint> => clusterTime(await presentTime(db));
const read = async (until: bigint, limit = 100): Promise<unknown[]> => {
  const ids: unknown[] = [];
  for (let time = 0n; time < until;) {
    const batch = await reader.next(limit, until);
    ids.push(...batch.documents.map(({ id }) => id));
    time = batch.time;
  }
  return ids;
};

describe('A reader of changes that is told until when', () => {
  it('leaves later writes to the next time, except for the event that reveals them', async () => {
    await write('a', 'b');
    const until = await now();
    await write('c', 'd', 'e');

    expect(await read(until)).toEqual(['a', 'b', 'c']);
    expect(await read(await now())).toEqual(['d', 'e']);
  });

  it('also takes what it has looked for early', async () => {
    await write('a', 'b');
    await eventually('an answer', () => Promise.resolve(reader.lookAhead()));
    await write('c');
    expect(await read(await now())).toEqual(['a', 'b', 'c']);
    await eventually('an answer that there is nothing', () => Promise.resolve(reader.lookAhead()));
    await write('d');
    expect(await read(await now())).toEqual(['d']);
  });

  it.each([100, 1])('takes all writes of a transaction, which share one time, up to %i at once', async (limit) => {
    const session = database.client.startSession();
    await session.withTransaction(async () => {
      for (const _id of ['a', 'b', 'c'])
        await database.db.collection('products').insertOne({ _id } as never, { session });
    });
    await session.endSession();

    expect(await read(await now(), limit)).toEqual(['a', 'b', 'c']);
  });
});

it('tells of whole collections only if they concern the migration', async () => {
  await db.createCollection('catalog_others');
  await db.collection('catalog_others').insertOne({ number: 1 });
  await db.collection('catalog_others').rename('products_copy');
  await db.collection('products_copy').rename('away');
  await db.collection('away').drop();
  await db.command({ collMod: 'products', validationLevel: 'moderate' });
  const until = await now();

  const told: string[] = [];
  for (let time = 0n; time < until;) {
    const { schema, time: reached, documents } = await reader.next(100, until);
    expect(documents).toEqual([]);
    // The stream may still start with the creation of `products`.
    if (schema !== undefined && schema.kind !== 'create')
      told.push(`${schema.kind} ${schema.collection} ${schema.to ?? ''}`.trim());
    time = reached;
  }
  expect(told).toEqual(['rename catalog_others products_copy', 'rename products_copy away', 'modify products']);
});
