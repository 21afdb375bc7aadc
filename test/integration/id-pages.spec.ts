import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { findCollection, type FoundCollection } from '../../src/collection-swap/named-collections.js';
import { nextIds } from '../../src/collection-swap/id-pages.js';
import { storedPage } from '../../src/collection-swap/stored-bytes.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

// Every migration reads a collection in pages of `_id`s: an `_id` on no page would be lost.
let database: TestDatabase;
let db: mongo.Db;
let collection: FoundCollection;

const IDS: readonly unknown[] = [
  new mongo.MinKey(),
  null,
  1,
  mongo.Long.fromString('9007199254740993'),
  mongo.Decimal128.fromString('1.5'),
  '',
  'text',
  { a: 1 },
  new mongo.Binary(Buffer.from('a')),
  new mongo.ObjectId(),
  false,
  true,
  new Date(0),
  new mongo.Timestamp({ t: 1, i: 1 }),
  new mongo.MaxKey(),
];

beforeEach(async () => {
  database = await openTestDatabase();
  db = database.db as unknown as mongo.Db;
  // The driver's own insert would treat `null` as a missing `_id`.
  await db.command({ insert: 'products', documents: IDS.map((_id) => ({ _id })), writeConcern: { w: 'majority' } });
  const found = await findCollection(db, 'products');
  if (found === null) throw new Error('It is there');
  collection = found;
});
afterEach(() => database.close());

const text = (ids: readonly unknown[]): string[] =>
  ids.map((id) => mongo.BSON.EJSON.stringify(id, { relaxed: false })).sort();

describe('Pages of documents', () => {
  it.each([1, 2, 7, IDS.length - 1, IDS.length, 100])('of %s together have every `_id` once', async (size) => {
    const documents: unknown[] = [];
    let from: readonly unknown[] = [];
    do {
      const page = await storedPage(db, collection, from, size);
      documents.push(...page.documents.map(({ id }) => id));
      from = page.next;
    } while (from.length > 0);
    expect(text(documents)).toEqual(text(IDS));

    const ids: unknown[] = [];
    for (let after: readonly unknown[] = []; ;) {
      const next = await nextIds(db, collection, after, size);
      if (next.length === 0) break;
      ids.push(...next);
      after = [next.at(-1)];
    }
    expect(text(ids)).toEqual(text(IDS));
  });
});
