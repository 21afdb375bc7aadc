import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { arbitraryDocuments } from '../../migrations/testing/arbitrary-document.js';
import { JOURNAL_FORMAT } from '../../src/backup/journal/frame.js';
import { eventually } from '../support/eventually.js';
import { type JournalRig, openJournalRig } from '../support/journal-rig.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';
import { insertByWire, oddDocuments } from '../support/raw-documents.js';
import { startReplicaSet } from '../support/replica-set/replica-set.js';

jest.setTimeout(480_000);
const APP = 'journal-spec';
/** A fail point is the whole server's: set on the shared one, it would be replaced by that of another spec. */
let server: OwnMongod;
let rig: JournalRig;

beforeAll(async () => {
  server = await startOwnMongod({ extraArguments: ['--setParameter', 'enableTestCommands=1'] });
});

afterAll(() => server.close());

beforeEach(async () => {
  rig = await openJournalRig({ uri: server.uri, appName: APP });
});

afterEach(async () => {
  await rig.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
  await rig.close();
});

const id = (value: unknown): mongo.ObjectId => value as mongo.ObjectId;
const seconds = (text: string): number => Number(text.split(':')[0]);
const iso = (text: string): string => new Date(seconds(text) * 1000).toISOString();

/** A restore to now gives exactly the database's content, byte for byte, with the same indexes. */
async function expectRestorable(base: string, into = 'restored'): Promise<void> {
  const before = await rig.documents();
  const result = await rig.backups.restore(base, { into, pointInTime: await rig.now() });
  expect(result).toMatchObject({ exact: true, inexactCount: 0, documents: before.length });
  const after = await rig.documents(into);
  expect(after.findIndex((bytes, position) => !bytes.equals(before[position]!))).toBe(-1);
  const indexes = async (name: string): Promise<unknown[]> =>
    (await rig.db.collection(name).indexes()).sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  expect(await indexes(into)).toEqual(await indexes('products'));
}

const key = fc.constantFrom('a', 'b', 'c', '0', '1', '10', 'é', 'x.y');
const leaf = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string({ maxLength: 5 }),
  fc.constant(null),
  fc.boolean(),
  fc.bigInt(0n, 5n).map((value) => mongo.Long.fromBigInt(value)),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const path = fc
  .array(fc.constantFrom('a', 'b', 'c', '0', '1', '7'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('.'));
const top = fc.constantFrom('a', 'b', 'c');
/** Updates of every kind; those that the server rejects change nothing. */
const updates = fc.oneof(
  fc.tuple(path, values).map(([at, value]) => ({ $set: { [at]: value } })),
  path.map((at) => ({ $unset: { [at]: '' } })),
  fc
    .tuple(path, fc.integer())
    .map(([at, value]) => ({ $push: { [at]: { $each: [value, { a: value }], $position: 0 } } })),
  fc
    .tuple(path, fc.integer({ min: -2, max: 2 }))
    .map(([at, size]) => ({ $push: { [at]: { $each: [], $slice: size } } })),
  fc.tuple(path, path).map(([from, to]) => ({ $rename: { [from]: to } })),
  fc.tuple(top, values).map(([at, value]) => [{ $unset: at }, { $set: { [at]: { $literal: value } } }]),
  fc.constant([{ $replaceWith: { $arrayToObject: { $reverseArray: { $objectToArray: '$$ROOT' } } } }]),
);

describe('the journal of changes', () => {
  it('brings back every document byte for byte, whatever was done to it', async () => {
    await insertByWire(server.uri, rig.db.databaseName, 'products', oddDocuments());
    const documents = fc.sample(arbitraryDocuments, { numRuns: 150, seed: 11 });
    await rig.products.insertMany(
      documents.map((document, position) => ({ ...document, _id: id(`arbitrary ${position}`) })),
    );
    const { base, keeper } = await rig.keep();

    const samples = fc.sample(
      fc.tuple(fc.dictionary(key, values, { maxKeys: 5 }), fc.array(updates, { minLength: 1, maxLength: 4 })),
      { numRuns: 150, seed: 5 },
    );
    for (const [position, [document, changes]] of samples.entries()) {
      const _id = id({ 10: position, b: 'x' });
      // Long enough that the server logs the change instead of the document.
      await rig.products.insertOne({ _id, ...document, padding: 'x'.repeat(500) });
      for (const change of changes)
        await rig.products.updateOne({ _id }, change as mongo.Document[]).catch(() => undefined);
      if (position % 9 === 0) await rig.products.deleteOne({ _id });
    }
    await rig.products.updateMany({ _id: /^arbitrary/ as never }, { $set: { touched: 5.5 } });
    const session = rig.client.startSession();
    await session.withTransaction(async () => {
      await rig.products.insertOne({ _id: id('in a transaction'), n: 1 }, { session });
      await rig.products.updateMany(
        { _id: { $in: [id('arbitrary 1'), id('arbitrary 2')] } },
        { $set: { together: true } },
        { session },
      );
      await rig.products.deleteOne({ _id: id('arbitrary 3') }, { session });
    });
    await session.endSession();
    // An id of the same value and another type replaces one that was deleted.
    await rig.products.insertOne({ _id: id(70_007) });
    await rig.products.deleteOne({ _id: id(70_007) });
    await rig.products.insertOne({ _id: id(new mongo.Double(70_007)) });
    await keeper.stop();
    await expectRestorable(base);
  });

  it('leads from one full backup to the next', async () => {
    await rig.products.insertMany(Array.from({ length: 500 }, (_, number) => ({ _id: id(number), n: 0 })));
    const { base, keeper } = await rig.keep();
    let running = true;
    const writer = (async () => {
      for (let turn = 0; running; turn += 1) {
        await rig.products.updateOne({ _id: id(turn % 500) }, { $inc: { n: 1 }, $push: { turns: turn } as never });
        if (turn % 5 === 0) await rig.products.insertOne({ turn });
      }
    })();
    const next = await rig.backups.create({ reason: 'next' });
    await rig.backups.create({ reason: 'so that there is more to write' });
    running = false;
    await writer;
    await keeper.stop();
    const { t, i } = next.clusterTime;
    const restored = await rig.backups.restore(base, { into: 'restored', pointInTime: `${t}:${i}` });
    expect(restored).toMatchObject({ exact: true, documents: next.documents });
    await rig.backups.restore(next.id, { into: 'next' });
    const [a, b] = [await rig.documents('restored'), await rig.documents('next')];
    expect(a.findIndex((bytes, position) => !bytes.equals(b[position]!))).toBe(-1);
  });

  it('knows the indexes and the validation of the time that is restored', async () => {
    await rig.products.insertMany([
      { a: 1, b: 1 },
      { a: 2, b: 1 },
    ]);
    await rig.products.createIndex({ b: 1 }, { name: 'goes' });
    const { base, keeper } = await rig.keep();
    await rig.products.createIndex({ a: 1, 10: -1 }, { name: 'comes', unique: true });
    await rig.products.dropIndex('goes');
    await rig.products.createIndex({ c: 1 }, { name: 'changes', expireAfterSeconds: 100_000 });
    await rig.db.command({ collMod: 'products', index: { name: 'changes', expireAfterSeconds: 200_000 } });
    await rig.db.command({ collMod: 'products', index: { name: 'comes', hidden: true } });
    await rig.products.createIndex(
      { d: 1 },
      { name: 'was there for a moment', unique: true, partialFilterExpression: { d: { $exists: true } } },
    );
    await rig.products.dropIndex('was there for a moment');
    await rig.products.insertOne({ a: 3 });
    await rig.db.command({
      collMod: 'products',
      validator: { $jsonSchema: { title: 'MIGRATION_FENCE:run-1:1', required: ['__fence__'] } },
    });
    await rig.db.command({ collMod: 'products', validator: { a: { $type: 'number' } }, validationAction: 'warn' });
    await keeper.stop();
    await expectRestorable(base);
    const [restored] = await rig.db.listCollections({ name: 'restored' }).toArray();
    expect(restored).toMatchObject({ options: { validator: { a: { $type: 'number' } }, validationAction: 'warn' } });
  });

  it('goes on after a switch with a full backup of that very moment', async () => {
    await rig.products.insertMany([
      { _id: id(1), of: 'old' },
      { _id: id(2), of: 'old' },
    ]);
    const { base, keeper } = await rig.keep();
    await rig.products.updateOne({ _id: id(1) }, { $set: { n: 1 } });
    await rig.db.collection('next').insertMany([
      { _id: id(1), of: 'new' },
      { _id: id(3), of: 'new' },
    ]);
    await rig.client.db('admin').command({
      renameCollection: `${rig.db.databaseName}.next`,
      to: `${rig.db.databaseName}.products`,
      dropTarget: true,
    });
    await rig.products.updateOne({ _id: id(3) }, { $set: { n: 2 } });
    const next = await eventually('a backup of the switch', async () =>
      (await rig.backups.list()).find((backup) => backup.id !== base),
    );
    expect(next.manifest?.documents).toBe(2);
    await keeper.stop();
    await expectRestorable(next.id);

    const time = await rig.now();
    await expect(rig.backups.restore(base, { into: 'x', pointInTime: time })).rejects.toMatchObject({
      reason: 'collection-gone',
      message: expect.stringMatching(
        /took the name products: restore to \d+:\d+ for the state before that, or use a later backup/,
      ),
    });
    const before = await rig.backups.restore(base, { into: 'before', pointInTime: 'latest' });
    expect(before.pointInTime?.note).toMatch(/just before .*another collection/);
    expect(await rig.db.collection('before').find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, of: 'old', n: 1 },
      { _id: 2, of: 'old' },
    ]);
  });

  it('is kept by one of two, and by the other one when that is gone', async () => {
    await rig.products.insertOne({ _id: id(1), n: 0 });
    const { keeper, base } = await rig.keep();
    const other = rig.keeper();
    other.start();
    await rig.products.updateOne({ _id: id(1) }, { $inc: { n: 1 } });
    const owner = await eventually('an owner', async () => (await rig.backups.journalNews())?.owner);
    await keeper.stop();
    await rig.products.updateOne({ _id: id(1) }, { $inc: { n: 1 } });
    await eventually('another owner', async () => {
      const news = await rig.backups.journalNews();
      return news?.isKept === true && news.owner !== owner;
    });
    await rig.products.updateOne({ _id: id(1) }, { $inc: { n: 1 } });
    await expectRestorable(base);
    expect(await rig.backups.journalNews()).toMatchObject({
      isKept: true,
      problem: null,
      base,
      lagSeconds: expect.any(Number),
    });
    expect((await readdir(rig.journal.path)).length).toBeGreaterThan(1);
  });
});

describe('a point in time', () => {
  it('is refused with the reason where it can’t be had', async () => {
    await rig.products.insertOne({ _id: id(1), n: 0 });
    const { base, keeper } = await rig.keep();
    const at = await rig.now();
    const refused = (pointInTime: string): Promise<unknown> =>
      rig.backups.restore(base, { into: 'x', pointInTime }).then(
        () => 'done',
        (error: unknown) => (error as { reason?: string; code: string }).reason ?? (error as { code: string }).code,
      );
    expect(await refused(`${seconds(at) - 100}:1`)).toBe('before-backup');
    expect(await refused(iso(`${seconds(at) + 3_600}:1`))).toBe('in-the-future');
    for (const text of ['yesterday', '', '2026-01-31', '2026-01-31T02:00:05.5Z', '12:', '99999999999:1'])
      expect(await refused(text)).toBe('INVALID_INPUT');
    await keeper.stop();
    expect(
      (await rig.db.listCollections().toArray()).map(({ name }) => name).filter((name) => name !== 'catalog_journal'),
    ).toEqual(['products']);
  });

  it('in the second of a drop is the moment before it, and later there is none', async () => {
    await rig.products.insertMany([{ _id: id(1) }, { _id: id(2) }]);
    const { base, keeper } = await rig.keep();
    await rig.products.deleteOne({ _id: id(2) });
    await rig.products.drop();
    const dropped = await rig.now();
    await rig.products.insertOne({ _id: id(9), of: 'another collection of the name' });
    await keeper.stop();
    const restored = await rig.backups.restore(base, { into: 'restored', pointInTime: iso(dropped) });
    expect(restored).toMatchObject({
      documents: 1,
      pointInTime: { note: expect.stringContaining('products was dropped') },
    });
    const [t, i] = dropped.split(':').map(Number);
    await expect(
      rig.backups.restore(base, { into: 'y', pointInTime: `${t}:${(i ?? 0) + 1_000}` }),
    ).rejects.toMatchObject({ code: 'POINT_IN_TIME_UNREACHABLE', reason: 'collection-gone' });
  });

  it('in a gap is refused, and the journal begins anew after it', async () => {
    await rig.products.insertOne({ _id: id(1), n: 0 });
    const { base, keeper } = await rig.keep();
    await rig.products.updateOne({ _id: id(1) }, { $set: { n: 1 } });
    await rig.journaled();
    await keeper.stop();
    const kept = await rig.documents();
    await rig.products.updateOne({ _id: id(1) }, { $set: { n: 2 } });
    const lost = await rig.now();
    // As if the oplog had rolled over in the meantime.
    await rig.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['aggregate'], errorCode: 286, appName: APP },
    });
    const again = await rig.keep();
    expect((await rig.journal.segments()).map(({ header }) => header.gap?.reason ?? null)).toEqual([
      null,
      expect.stringContaining('The oplog no longer reaches back'),
    ]);
    const { stretches, gaps } = await rig.backups.coverage();
    expect(gaps).toEqual([
      {
        from: expect.anything(),
        to: expect.anything(),
        reason: expect.stringContaining('The oplog no longer reaches back'),
      },
    ]);
    expect(stretches.find(({ backupId }) => backupId === base)).toMatchObject({ endedBy: 'gap', to: gaps[0]?.from });
    await rig.products.updateOne({ _id: id(1) }, { $set: { n: 3 } });
    await expectRestorable(again.base);
    await again.keeper.stop();
    await expect(rig.backups.restore(base, { into: 'x', pointInTime: lost })).rejects.toMatchObject({
      reason: 'gap',
      message: expect.stringMatching(
        /and then nothing until .*: The oplog no longer.* Restore to \d+:\d+ at the latest/,
      ),
    });
    await rig.backups.restore(base, { into: 'last', pointInTime: 'latest' });
    expect(await rig.documents('last')).toEqual(kept);
  });
});

describe('a journal of another server', () => {
  it('is not gone on with, however much the server would let it: what that one lost is told as missing', async () => {
    await rig.products.insertMany([
      { _id: id(1), n: 0 },
      { _id: id(2), n: 0 },
    ]);
    const { base, keeper } = await rig.keep();
    await rig.products.updateOne({ _id: id(1) }, { $inc: { n: 1 } });
    await rig.journaled();
    await keeper.stop();
    const kept = await rig.documents();
    const lost = await rig.now();
    // A new server in place of one that burned down.
    const set = await startReplicaSet({ nodes: 1 });
    const other = await openJournalRig({ uri: set.uri, database: rig.db.databaseName, folder: rig.folder });
    try {
      other.keeper().start();
      await eventually('a new beginning', async () =>
        (await other.journal.segments()).some(({ header }) => header.gap !== null),
      );
      expect((await other.journal.segments()).at(-1)?.header.gap?.reason).toMatch(
        /not the database that the journal was written for|no longer reaches back/,
      );
      const [t, i] = lost.split(':').map(Number);
      await expect(
        other.backups.restore(base, { into: 'x', pointInTime: `${t}:${(i ?? 0) + 50}` }),
      ).rejects.toMatchObject({ reason: 'gap' });
      await other.backups.restore(base, { into: 'products', pointInTime: 'latest' });
      expect(await other.documents()).toEqual(kept);
    } finally {
      await other.close();
      await set.close();
    }
  });
});

describe('a journal is refused', () => {
  let base: string;
  let at: string;
  let names: string[];

  beforeEach(async () => {
    await rig.products.insertMany(Array.from({ length: 20 }, (_, number) => ({ _id: id(number), n: 0 })));
    const first = await rig.keep();
    base = first.base;
    await rig.products.updateMany({}, { $inc: { n: 1 } });
    await first.keeper.stop();
    const second = rig.keeper();
    second.start();
    await rig.products.updateMany({}, { $inc: { n: 1 } });
    at = await rig.now();
    await rig.journaled();
    await second.stop();
    names = (await readdir(rig.journal.path)).sort();
    if (names.length !== 2) throw new Error(`There are ${names.length} segments instead of two`);
    // Otherwise the damaged part would be read from the oplog again.
    await rig.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: 'alwaysOn',
      data: {
        failCommands: ['aggregate'],
        errorCode: 286,
        namespace: `${rig.db.databaseName}.$cmd.aggregate`,
        appName: APP,
      },
    });
  });

  const fileOf = (which: number): string => join(rig.journal.path, names[which] ?? '');
  const reasonOf = async (): Promise<string> => {
    const result = await rig.backups.restore(base, { into: 'x', pointInTime: at }).then(
      () => 'accepted',
      (error: unknown) => (error as { reason?: string }).reason ?? String(error),
    );
    expect([
      result,
      ...(await rig.db.listCollections({ name: /^(x$|catalog_scratch)/ }).toArray()).map(({ name }) => name),
    ]).toEqual(result === 'accepted' ? ['accepted', 'x'] : [result]);
    if (result === 'accepted') await rig.db.dropCollection('x');
    return result;
  };

  it('where one bit of a segment that is complete has changed, wherever that is, and where it is cut', async () => {
    const bytes = await readFile(fileOf(0));
    const accepted: string[] = [];
    for (const bit of fc.sample(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), { numRuns: 60, seed: 3 })) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(fileOf(0), damaged);
      if ((await reasonOf()) === 'accepted') accepted.push(`bit ${bit}`);
    }
    for (const length of [0, 3, 100, bytes.length - 1]) {
      await writeFile(fileOf(0), bytes.subarray(0, length));
      if ((await reasonOf()) === 'accepted') accepted.push(`length ${length}`);
    }
    expect(accepted).toEqual([]);
    await writeFile(fileOf(0), bytes);
    expect(await reasonOf()).toBe('accepted');
  });

  it('where its last segment is cut or changed: then it does not reach as far', async () => {
    const bytes = await readFile(fileOf(1));
    for (const length of [bytes.length - 1, Math.floor(bytes.length / 2)]) {
      await writeFile(fileOf(1), bytes.subarray(0, length));
      // The truncated part may only have said that nothing else happened.
      expect(length === bytes.length - 1 ? ['not-covered', 'accepted'] : ['not-covered']).toContain(await reasonOf());
    }
    const damaged = Buffer.from(bytes);
    damaged[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(fileOf(1), damaged);
    expect(['file-altered', 'not-covered']).toContain(await reasonOf());
  });

  it('without a segment, with two of them swapped, of another database, or of a newer format', async () => {
    const [first, second] = [await readFile(fileOf(0)), await readFile(fileOf(1))];
    await rm(fileOf(0));
    expect(await reasonOf()).toBe('not-covered');
    await writeFile(fileOf(0), second);
    await writeFile(fileOf(1), first);
    expect(await reasonOf()).toBe('foreign');
    await writeFile(fileOf(0), first);

    const other = await openJournalRig({ uri: server.uri, folder: rig.folder });
    await cp(rig.journal.path, other.journal.path, { recursive: true });
    await expect(other.journal.segments()).rejects.toMatchObject({ reason: 'foreign' });
    await other.client.close();

    const newer = Buffer.from(second);
    newer.writeInt32LE(JOURNAL_FORMAT + 1, newer.indexOf('formatVersion\0') + 'formatVersion\0'.length);
    await writeFile(fileOf(1), newer);
    expect(await reasonOf()).toBe('newer-format');
  });

  it('and is kept on all the same, from a new beginning', async () => {
    await rig.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
    await writeFile(fileOf(1), Buffer.alloc(300, 1));
    const again = await rig.keep();
    await rig.products.updateMany({}, { $inc: { n: 1 } });
    await expectRestorable(again.base);
  });
});
