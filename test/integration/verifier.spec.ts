import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { findCollection } from '../../src/collection-swap/named-collections.js';
import { sameBytes } from '../../src/batch-migration/verify/compare-documents.js';
import { type Mismatch, Verifier } from '../../src/batch-migration/verify/verifier.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const SNAPSHOT_UNAVAILABLE = 246;

// Ranges of `_id` are compared, so the critical documents are at their ends and between them, with `_id`s of every
// type.
let database: TestDatabase;
let db: mongo.Db;

beforeEach(async () => {
  database = await openTestDatabase();
  db = database.db as unknown as mongo.Db;
});
afterEach(() => database.close());

const ids = (count: number): unknown[] =>
  Array.from(
    { length: count },
    (_, number) =>
      [
        new mongo.Double(number),
        `text-${number}`,
        mongo.ObjectId.createFromTime(number),
        new mongo.Decimal128(`${number}.5`),
        { number },
      ][number % 5],
  );

async function filled(name: string, content: readonly unknown[], more: object = {}): Promise<void> {
  await db.createCollection(name);
  if (content.length > 0) await db.collection(name).insertMany(content.map((_id) => ({ _id, ...more })) as never[]);
}

async function verifier(): Promise<Verifier> {
  const [source, copy] = [await findCollection(db, 'source'), await findCollection(db, 'copy')];
  if (source === null || copy === null) throw new Error('They are there');
  return new Verifier(db, source, [{ collection: copy, compare: sameBytes }]);
}

const compareAll = async (): Promise<{ compared: number; suspects: Mismatch[] }> =>
  (await verifier()).all(() => Promise.resolve());
const named = (mismatches: readonly Mismatch[]): string[] =>
  mismatches.map(({ id, problem }) => `${mongo.BSON.EJSON.stringify(id)} ${problem}`).sort();

describe('A comparison of a collection with its copy', () => {
  it('passes every document once, whatever type its `_id` has', async () => {
    await filled('source', ids(1_203));
    await filled('copy', ids(1_203));

    expect(await compareAll()).toEqual({ compared: 1_203, suspects: [] });
  });

  it('finds what is missing, different or too much, at the ends of ranges as well', async () => {
    const source = ids(1_203);
    await filled('source', source);
    await filled(
      'copy',
      source.filter((_, index) => index !== 0 && index !== 700),
    );
    await db.collection('copy').updateOne({ _id: 'text-251' as never }, { $set: { other: 1 } });
    await db
      .collection('copy')
      .insertMany([{ _id: new mongo.MinKey() }, { _id: 'text-5000' }, { _id: new mongo.MaxKey() }] as never[]);

    const lacks = 'the copy lacks the document';
    const extra = 'the copy has a document that the source lacks';
    const found = (await compareAll()).suspects;
    expect(named(found)).toEqual(
      [
        `0 ${lacks}`,
        `700 ${lacks}`,
        '"text-251" the copy has other bytes',
        `{"$minKey":1} ${extra}`,
        `"text-5000" ${extra}`,
        `{"$maxKey":1} ${extra}`,
      ].sort(),
    );
    expect(named(await (await verifier()).some(found.map(({ id }) => id)))).toEqual(named(found));
  });

  it('of nothing with something tells of it', async () => {
    await filled('source', []);
    await filled('copy', ['one', 'two']);

    expect((await compareAll()).suspects.map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it('takes large documents a few at a time, and leaves none out', async () => {
    const source = Array.from({ length: 13 }, (_, number) => `large-${number}`);
    await filled('source', source, { text: 'x'.repeat(2 * 1_048_576) });
    await filled('copy', source.slice(1), { text: 'x'.repeat(2 * 1_048_576) });

    const { compared, suspects } = await compareAll();
    expect([compared, suspects.map(({ id }) => id)]).toEqual([13, ['large-0']]);
    expect((await (await verifier()).some([...source, 'nowhere'])).map(({ id }) => id)).toEqual(['large-0']);
  });

  it('keeps the end of a range that is read again after its snapshot was lost', async () => {
    const source = Array.from({ length: 600 }, (_, number) => new mongo.Double(number));
    await filled('source', source);
    await filled('copy', source);
    await db.collection('copy').updateOne({ _id: 249 as never }, { $set: { other: 1 } });
    // By now, the next range is being read from 250 on. With a further document before it, a range of the same size
    // would end before 249.
    const addedBefore = async (): Promise<void> => {
      for (const name of ['source', 'copy']) await db.collection(name).insertOne({ _id: -1 as never });
    };
    db = losingOneSnapshot(db, 'copy', addedBefore);

    const { compared, suspects } = await compareAll();
    expect([compared, suspects.map(({ id }) => id)]).toEqual([601, [249]]);
  });
});

/** A database where the first read of a collection loses its snapshot, after something else has happened. */
function losingOneSnapshot(real: mongo.Db, collection: string, meanwhile: () => Promise<void>): mongo.Db {
  let isLost = false;
  const lost = {
    cursorOptions: {},
    hasNext: async () => {
      await meanwhile();
      throw new mongo.MongoServerError({ message: 'The snapshot is gone', code: SNAPSHOT_UNAVAILABLE });
    },
    close: () => Promise.resolve(),
  };
  return new Proxy(real, {
    get: (target, property) => {
      if (property !== 'collection') return Reflect.get(target, property, target) as unknown;
      return (name: string) => {
        if (name !== collection || isLost) return target.collection(name);
        isLost = true;
        return { find: () => lost };
      };
    },
  });
}
