import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { upgradeToLatest } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { findCollection } from '../../src/collection-swap/named-collections.js';
import {
  type ApplyWithin,
  backward,
  forwardInto,
  type LateWrites,
} from '../../src/batch-migration/switch/late-writes.js';
import { ChangeReader, distinctIds, type DocumentEvent } from '../../src/collection-swap/change-reader.js';
import { presentPosition } from '../../src/collection-swap/present-position.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

// Writes that bypass a fence, made between the last catch-up and the rename: `old` represents the collection that is
// gone by then.
let database: TestDatabase;
let db: mongo.Db;

const IDS = [new mongo.Double(5), new mongo.Int32(6), mongo.Long.fromString('7'), 'text', new mongo.ObjectId()];
const legacy = (_id: unknown): StoredDocument => ({ ...(demoProducts()[0] as StoredDocument), _id });
function upgraded(_id: unknown): StoredDocument {
  const outcome = upgradeToLatest(legacy(_id));
  if (!outcome.ok) throw new Error('It is mapped');
  return outcome.value.document;
}

beforeEach(async () => {
  database = await openTestDatabase();
  db = database.db as unknown as mongo.Db;
});
afterEach(() => database.close());

/** Makes changes to `products` and reads them from the stream, then lets another collection take the name. */
async function changesOf(
  content: (_id: unknown) => StoredDocument,
  change: (products: mongo.Collection) => Promise<void>,
  next: string,
): Promise<LateWrites> {
  await db.collection('products').insertMany(IDS.map(content) as never[]);
  const token = await presentPosition(db);
  await change(db.collection('products'));
  await db.collection(next).rename('products', { dropTarget: true });
  const reader = new ChangeReader(db, { token }, true);
  const events: DocumentEvent[] = [];
  for (let kind: string | undefined; kind !== 'rename';) {
    const batch = await reader.next(100);
    events.push(...batch.documents);
    kind = batch.schema?.kind;
  }
  await reader.close();
  return { events, ids: distinctIds(events) };
}

async function apply(applyWithin: ApplyWithin, stragglers: LateWrites): Promise<void> {
  await db.client.withSession((session) => session.withTransaction(() => applyWithin(session, db, stragglers)));
}

async function change(products: mongo.Collection): Promise<void> {
  await products.updateMany({}, { $set: { name: 'Changed' }, $inc: { count: 1 } });
  await products.deleteOne({ _id: IDS[3] as never });
  await products.insertOne({ ...legacy('new'), name: 'New' } as never);
}

const KEPT = IDS.filter((_, index) => index !== 3).map(String);

describe('Writes that pass a fence', () => {
  it('reach the new collection, whatever type their `_id` has', async () => {
    await db.collection('shadow').insertMany(IDS.map(upgraded) as never[]);
    await db.collection('twin').insertMany(IDS.map(legacy) as never[]);
    const stragglers = await changesOf(legacy, change, 'shadow');
    const [products, twin] = [await findCollection(db, 'products'), await findCollection(db, 'twin')];
    if (products === null || twin === null) throw new Error('They are there');

    for (let time = 1; time <= 2; time += 1) {
      await apply(forwardInto(products, twin), stragglers); // replayed change events have no further effect
      const found = await db.collection('products').find({}).toArray();
      expect(found.map(({ _id }) => String(_id)).sort()).toEqual([...KEPT, 'new'].sort());
      expect(found.map(({ name, schemaVersion }) => `${String(name)} ${String(schemaVersion)}`).sort()).toEqual(
        [...KEPT.map(() => 'Changed 2'), 'New 2'].sort(),
      );
    }
    expect(
      await db
        .collection('twin')
        .countDocuments({ name: { $in: ['Changed', 'New'] }, schemaVersion: { $exists: false } }),
    ).toBe(IDS.length);
  });

  it('reach the old collection on the way back, in its shape', async () => {
    await db.collection('twin').insertMany(IDS.map(legacy) as never[]);
    const stragglers = await changesOf(upgraded, change, 'twin');

    for (let time = 1; time <= 2; time += 1) {
      await apply(backward, stragglers);
      const found = await db.collection('products').find({}).toArray();
      expect(
        found.map(({ _id, name, schemaVersion }) => `${String(_id)} ${String(name)} ${String(schemaVersion)}`).sort(),
      ).toEqual([...KEPT.map((id) => `${id} Changed undefined`), 'new New undefined'].sort());
    }
  });
});
