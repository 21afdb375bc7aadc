import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import {
  differences,
  downgrade,
  toCopyGuard,
  toGuard,
  toUpdatePipeline,
  upgradeToLatest,
} from '../../migrations/index.js';
import type { Patch, StoredDocument } from '../../migrations/index.js';
import { patchBytes } from '../../src/bson/patch-bytes.js';
import { legacyDocuments } from '../../migrations/testing/arbitrary-document.js';
import { edited, edits } from '../../migrations/testing/arbitrary-edits.js';

const { Double } = mongo.BSON;
type Stored = StoredDocument & { readonly _id: string };

const uri = process.env.TEST_MONGODB_URI ?? '';
const client = new mongo.MongoClient(uri, { enableUtf8Validation: false });
const database = client.db(`test-${randomUUID()}`);
const collection = database.collection<Stored>('products');

/** For each written patch, whether its bytes could be produced in memory. */
let patched: boolean[] = [];

beforeEach(() => {
  patched = [];
});

beforeAll(async () => {
  await client.connect();
});

afterAll(async () => {
  await database.dropDatabase();
  await client.close();
});

/** BSON bytes written by hand: much of what the server stores cannot be encoded from any JavaScript value. */
const int32 = (value: number): Buffer => Buffer.from(new Int32Array([value]).buffer);
const cstring = (text: string): Buffer => Buffer.from(`${text}\0`);
const element = (type: number, name: string, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type]), cstring(name), payload]);
const text = (value: Buffer | string): Buffer =>
  Buffer.concat([int32(Buffer.byteLength(value) + 1), Buffer.from(value), Buffer.from([0])]);
const double = (value: number): Buffer => Buffer.from(new Float64Array([value]).buffer);
const int64 = (value: bigint): Buffer => Buffer.from(new BigInt64Array([value]).buffer);
const object = (...elements: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(elements);
  return Buffer.concat([int32(body.length + 5), body, Buffer.from([0])]);
};
const objectId = Buffer.from('65f0000000000000000000ab', 'hex');

/** Values that decoding and encoding would change, or cannot handle at all: BSON type and bytes. */
const POISON: Readonly<Record<string, readonly [type: number, payload: Buffer]>> = {
  'double 5.0': [0x01, double(5)],
  'minus zero': [0x01, double(-0)],
  'small int64': [0x12, int64(5n)],
  'numeric-looking keys': [
    0x03,
    object(element(0x10, '10', int32(1)), element(0x10, '2', int32(2)), element(0x10, 'a', int32(3))),
  ],
  'regex flags': [0x0b, Buffer.concat([cstring('a.b'), cstring('imsx')])],
  DBRef: [
    0x03,
    object(element(0x02, '$ref', text('c')), element(0x07, '$id', objectId), element(0x10, 'extra', int32(1))),
  ],
  undefined: [0x06, Buffer.alloc(0)],
  'undefined in an object': [0x03, object(element(0x06, 'u', Buffer.alloc(0)))],
  'undefined in an array': [0x04, object(element(0x06, '0', Buffer.alloc(0)))],
  symbol: [0x0e, text('sym')],
  'date 2^62': [0x09, int64(2n ** 62n)],
  code: [0x0d, text('return 1')],
  timestamp: [0x11, int64(7n)],
  'smallest key': [0xff, Buffer.alloc(0)],
  'empty object': [0x03, object()],
  'empty array': [0x04, object()],
  'array of objects': [0x04, object(element(0x03, '0', object(element(0x01, 'quantity', double(5)))))],
  'field names with dollar and dot': [
    0x03,
    object(element(0x10, 'a.b', int32(1)), element(0x10, '$inc', int32(2)), element(0x10, '', int32(3))),
  ],
  __proto__: [0x03, object(element(0x03, '__proto__', object(element(0x10, 'a', int32(1)))))],
  'invalid UTF-8': [0x02, text(Buffer.from([0x61, 0xff, 0x62]))],
  'a field called _bsontype': [0x03, object(element(0x02, '_bsontype', text('ObjectId')))],
  'a text like an expression': [0x02, text('$name')],
};

/** Every place whose old value an upgrade replaces or moves, and one that it leaves alone. */
function poisoned(id: string, [type, payload]: readonly [number, Buffer]): Buffer {
  const at = (name: string): Buffer => element(type, name, payload);
  return object(
    element(0x02, '_id', text(id)),
    element(0x02, 'name', text('  Ring ')),
    at('description'),
    at('primaryImage'),
    at('slug'),
    at('extra'),
    at('category'),
    element(0x03, 'pricing', object(at('priceRange'), element(0x01, 'basePrice', double(5)), at('currency'))),
    element(0x03, 'inventory', object(at('onHand'), element(0x01, 'available', double(3)), at('quantity'))),
    element(0x03, 'metadata', object(at('tags'), at('featured'), at('collections'))),
    at('creator'),
    at('materialSpecs'),
    at('revision'),
    at('legacy'),
    at('last'),
  );
}

describe('a poisonous document', () => {
  it.each(Object.entries(POISON))('with %s is upgraded and comes back byte for byte', async (name, poison) => {
    const original = poisoned(name, poison);
    await insertRaw(original);
    expect((await raw(name)).equals(original)).toBe(true);

    await apply(name, patchUp);
    const upgraded = await collection.findOne({ _id: name });
    expect(upgraded).toMatchObject({ schemaVersion: 2, name: 'Ring', inventory: { available: true, quantity: 3 } });

    await apply(name, patchDown);
    expect((await raw(name)).toString('hex')).toBe(original.toString('hex'));
    expect(patched).not.toContain(false);
  });

  it.each(Object.entries(POISON))('with %s keeps it when it is changed in between', async (name, poison) => {
    const id = `${name}, changed`;
    await insertRaw(poisoned(id, poison));
    await apply(id, patchUp);
    await collection.updateOne(
      { _id: id },
      { $set: { 'inventory.quantity': 7, 'materialSpecs.metal.finish': 'matte', revision: 2 } },
    );
    const changed = await raw(id);

    await apply(id, patchDown);
    await apply(id, patchUp);
    expect(fieldBytes(await raw(id), 'extra')).toBe(fieldBytes(changed, 'extra'));
    expect(await collection.findOne({ _id: id })).toMatchObject({
      revision: 2,
      inventory: { quantity: 7 },
      materialSpecs: { metal: { finish: 'matte' } },
    });
  });
});

describe('an array whose elements are not numbered one by one', () => {
  it('keeps its bytes where it is left alone and its elements where it is replaced', async () => {
    const sparse = [0x04, object(element(0x10, '0', int32(1)), element(0x10, '7', int32(2)))] as const;
    await insertRaw(poisoned('sparse', sparse));
    const original = await raw('sparse');
    const content = await stored('sparse');
    await apply('sparse', patchUp);
    await apply('sparse', patchDown);
    expect(await stored('sparse')).toEqual(content);
    expect(fieldBytes(await raw('sparse'), 'extra')).toBe(fieldBytes(original, 'extra'));
  });
});

describe('an object with two fields of one name', () => {
  const twice = object(element(0x10, 'a', int32(1)), element(0x10, 'a', int32(2)));
  const twiceAndMore = (...more: readonly Buffer[]): Buffer =>
    object(element(0x10, 'a', int32(1)), element(0x10, 'a', int32(2)), ...more);
  const price = element(0x03, 'pricing', object(element(0x01, 'basePrice', double(5))));

  it.each([
    ['is replaced by another object', [price, element(0x03, 'materialSpecs', twice)]],
    [
      'stands deep in an object that is replaced',
      [price, element(0x03, 'materialSpecs', object(element(0x03, 'metal', twice)))],
    ],
    ['is set a field of', [element(0x03, 'pricing', twiceAndMore(element(0x01, 'basePrice', double(5))))]],
  ])('that %s would stop the server, so no guard lets it be written', async (name, fields) => {
    const original = object(element(0x02, '_id', text(name)), element(0x02, 'name', text('Ring')), ...fields);
    await insertRaw(original);
    const document = await stored(name);
    const patch = patchUp(document);
    for (const guard of [toGuard(document, patch), toCopyGuard(document, patch)]) {
      const { matchedCount } = await collection.updateOne({ _id: name, ...guard }, toUpdatePipeline(patch));
      expect(matchedCount).toBe(0);
    }
    expect(patchBytes(original, patch)).toBeNull();
    expect((await raw(name)).equals(original)).toBe(true);
  });

  it('that is left alone is kept', async () => {
    const original = object(
      element(0x02, '_id', text('twice')),
      element(0x02, 'name', text(' Ring')),
      price,
      element(0x03, 'extra', twice),
    );
    await insertRaw(original);
    for (const patchOf of [patchUp, patchDown]) {
      const document = await stored('twice');
      const patch = patchOf(document);
      const { matchedCount } = await collection.updateOne(
        { _id: 'twice', ...toGuard(document, patch) },
        toUpdatePipeline(patch),
      );
      expect(matchedCount).toBe(1);
    }
    expect((await raw('twice')).toString('hex')).toBe(original.toString('hex'));
  });
});

describe('any document', () => {
  it('is made on the server what the mapping makes of it in memory, and back', async () => {
    const samples = fc.sample(fc.tuple(legacyDocuments, edits), { numRuns: 150, seed: 20_240_819 });
    for (const [index, [document, changes]] of samples.entries())
      await roundTrip({ ...document, _id: `any-${index}` }, changes);
    expect(patched.filter((done) => done).length).toBeGreaterThan(0.9 * patched.length);
  });

  it('that was generated or is a demo product makes the same way', async () => {
    const documents = [
      ...demoProducts(),
      ...generateProducts({ count: 60, seed: 5, irregular: 0.5 }),
    ] as StoredDocument[];
    for (const [index, document] of documents.entries())
      await roundTrip({ ...document, _id: `generated-${index}` }, [{ path: 'inventory.quantity', value: 7 }]);
    expect(patched).not.toContain(false);
  });
});

describe('the guard', () => {
  const base = { name: 'Ring', pricing: { basePrice: 5 }, metadata: { tags: ['a', 'b'] }, creator: {} };

  it.each([
    ['nothing', {}, 1],
    ['an untouched field', { $set: { views: 1 } }, 1],
    ['the number type alone', { $set: { 'pricing.basePrice': new Double(5) } }, 1],
    ['a source', { $set: { 'pricing.basePrice': 6 } }, 0],
    ['a source that was missing', { $set: { imageUrl: '/a.jpg' } }, 0],
    ['a missing source to null', { $set: { imageUrl: null } }, 0],
    ['a field that will be set', { $set: { revision: 1 } }, 0],
    ['an object to a list that shows the same values', { $set: { metadata: [{ tags: 'a' }, { tags: 'b' }] } }, 0],
    ['an object to an empty list', { $set: { creator: [] } }, 0],
    ['an object to a number', { $set: { creator: 5 } }, 0],
    ['the version', { $set: { schemaVersion: 2 } }, 0],
  ])('after a change of %s', async (_, change, matched) => {
    const _id = randomUUID();
    await collection.insertOne({ _id, ...base });
    const document = await stored(_id);
    const patch = patchUp(document);
    if (Object.keys(change).length > 0) await collection.updateOne({ _id }, change);
    const result = await collection.updateOne({ _id, ...toGuard(document, patch) }, toUpdatePipeline(patch));
    expect(result.matchedCount).toBe(matched);
  });

  it('lets every ordinary document through, upwards and downwards', async () => {
    for (const document of [
      ...demoProducts(),
      ...generateProducts({ count: 40, seed: 6, irregular: 0.5 }),
    ] as StoredDocument[]) {
      const _id = randomUUID();
      await collection.insertOne({ ...document, _id });
      for (const patchOf of [patchUp, patchDown]) {
        const before = await stored(_id);
        const patch = patchOf(before);
        const { matchedCount } = await collection.updateOne(
          { _id, ...toGuard(before, patch) },
          toUpdatePipeline(patch),
        );
        expect(matchedCount).toBe(1);
      }
    }
  });
});

async function roundTrip(document: Stored, changes: Parameters<typeof edited>[1]): Promise<void> {
  const id = document._id;
  await collection.insertOne(document);
  const original = await raw(id);
  const first = await stored(id);
  const outcome = upgradeToLatest(first);
  if (!outcome.ok || outcome.value.patch === null) return;

  await update(id, outcome.value.patch);
  const upgraded = await stored(id);
  expect(upgraded).toEqual(outcome.value.document);
  await update(id, patchDown(upgraded));
  expect((await raw(id)).toString('hex')).toBe(original.toString('hex'));

  const changed = edited(upgraded, changes);
  if (!upgradeToLatest(changed).ok) return;
  // Not a replacement: it may not have fields with names like `$inc`, but stored documents may.
  await collection.deleteOne({ _id: id });
  await collection.insertOne({ ...changed, _id: id });
  const latest = await stored(id);
  const down = downgrade(latest);
  // A user's own field called `newer` would have to be replaced: such a document is left as it is.
  if (!down.ok && down.failures[0]?.path === 'newer') return;
  if (!down.ok) throw new Error(`Not downgraded: ${JSON.stringify(down.failures)}`);
  await update(id, down.value.patch);
  const old = await stored(id);
  await update(id, patchUp(old));
  expect(differences(latest, await stored(id))).toEqual([]);
}

function patchUp(document: StoredDocument): Patch {
  const outcome = upgradeToLatest(document);
  if (!outcome.ok || outcome.value.patch === null) throw new Error(`Not upgraded: ${JSON.stringify(outcome)}`);
  return outcome.value.patch;
}

function patchDown(document: StoredDocument): Patch {
  const outcome = downgrade(document);
  if (!outcome.ok) throw new Error(`Not downgraded: ${JSON.stringify(outcome.failures)}`);
  return outcome.value.patch;
}

/** Writes like a migration to its own copy. */
async function apply(id: string, patchOf: (document: StoredDocument) => Patch): Promise<void> {
  const document = await stored(id);
  const before = await raw(id);
  const patch = patchOf(document);
  const { matchedCount } = await collection.updateOne(
    { _id: id, ...toCopyGuard(document, patch) },
    toUpdatePipeline(patch),
  );
  expect(matchedCount).toBe(1);
  patched.push(expectPatched(before, patch, await raw(id)));
}

/** Patching the bytes must give the server's result, or report that it cannot. Returns whether it could. */
function expectPatched(before: Buffer, patch: Patch, after: Buffer): boolean {
  const bytes = patchBytes(before, patch);
  if (bytes !== null) expect(Buffer.from(bytes).toString('hex')).toBe(after.toString('hex'));
  return bytes !== null;
}

/** Writes a patch on the server. */
async function update(id: string, patch: Patch): Promise<void> {
  const before = await raw(id);
  await collection.updateOne({ _id: id }, toUpdatePipeline(patch));
  patched.push(expectPatched(before, patch, await raw(id)));
}

async function stored(id: string): Promise<StoredDocument> {
  const document = await collection.findOne({ _id: id });
  if (document === null) throw new Error(`No document ${String(id)}`);
  return document;
}

async function raw(id: string): Promise<Buffer> {
  const document: unknown = await collection.findOne({ _id: id }, { raw: true });
  return Buffer.from(document as Uint8Array);
}

/** The bytes of a top-level field that holds an object, else its value. */
function fieldBytes(document: Buffer, name: string): string {
  const copy = mongo.BSON.deserialize(document, {
    fieldsAsRaw: { [name]: true },
    raw: true,
    promoteBuffers: false,
    validation: { utf8: false },
  });
  const value: unknown = copy[name];
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

/**
 * Inserts bytes unchanged, which the driver cannot do: a message of the wire protocol with the document next to the
 * command.
 */
async function insertRaw(document: Buffer): Promise<void> {
  const command = object(
    element(0x02, 'insert', text(collection.collectionName)),
    element(0x02, '$db', text(database.databaseName)),
  );
  const name = cstring('documents');
  const documents = Buffer.concat([Buffer.from([1]), int32(4 + name.length + document.length), name, document]);
  const body = Buffer.concat([int32(0), Buffer.from([0]), command, documents]);
  const opMsg = 2013;
  const message = Buffer.concat([int32(16 + body.length), int32(1), int32(0), int32(opMsg), body]);
  const { hostname, port } = new URL(uri.replace(/^mongodb:/, 'http:'));
  const socket = connect(Number(port), hostname);
  socket.write(message);
  const reply = await new Promise<Buffer>((resolve, reject) => socket.once('data', resolve).once('error', reject));
  socket.destroy();
  expect(mongo.BSON.deserialize(reply.subarray(21))).toMatchObject({ ok: 1, n: 1 });
}
