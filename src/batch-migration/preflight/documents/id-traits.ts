import { mongo } from 'mongoose';

/** The name of an `_id`'s type, for people. */
export function typeOfId(id: unknown): string {
  if (id === null) return 'null';
  if (typeof id !== 'object') return typeof id;
  const name = '_bsontype' in id && !Object.hasOwn(id, '_bsontype') ? String(id._bsontype) : undefined;
  if (id instanceof mongo.Binary) return id.sub_type === mongo.Binary.SUBTYPE_UUID ? 'UUID' : 'Binary';
  return name ?? (Object.prototype.toString.call(id) === '[object Date]' ? 'Date' : 'object');
}

/**
 * Whether an `_id` addresses its document: encoded again, it must equal the stored value. Number types do not matter,
 * since the server compares numbers by value.
 * @param element the `_id`'s BSON element as it is stored
 */
export function isStableId(id: unknown, element: Uint8Array | undefined): boolean {
  if (element === undefined) return false;
  if (typeof id === 'string' ? !id.includes('\uFFFD') : id instanceof mongo.ObjectId) return true;
  const stored = documentOf(element);
  try {
    const typed = mongo.BSON.deserialize(stored, { promoteValues: false, validation: { utf8: false } });
    const plain = mongo.BSON.deserialize(stored, { validation: { utf8: false } });
    // The first check shows what decoding loses; the second, what the plain values lose that the service works with.
    return sameBytes(mongo.BSON.serialize(typed, { ignoreUndefined: false }), stored) && sameValues(plain, typed);
  } catch {
    return false;
  }
}

/** Whether encoding plain values gives the same as encoding typed ones, apart from number types. */
function sameValues(plain: mongo.BSON.Document, typed: mongo.BSON.Document): boolean {
  const again = mongo.BSON.deserialize(mongo.BSON.serialize(plain, { ignoreUndefined: false }), {
    validation: { utf8: false },
  });
  const once = mongo.BSON.deserialize(mongo.BSON.serialize(typed, { ignoreUndefined: false }), {
    validation: { utf8: false },
  });
  return mongo.BSON.EJSON.stringify(again, { relaxed: false }) === mongo.BSON.EJSON.stringify(once, { relaxed: false });
}

function documentOf(element: Uint8Array): Uint8Array {
  const document = Buffer.alloc(element.byteLength + 5);
  document.writeInt32LE(document.length, 0);
  document.set(element, 4);
  return document;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
