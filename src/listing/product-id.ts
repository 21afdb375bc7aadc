import { mongo } from 'mongoose';
import { compareBson, compareCodePoints } from './bson-order.js';

const UUID_BYTES = 16;

/** An `_id` as clients see it: ObjectIds and UUIDs in hex, strings and numbers unchanged, rarer types as JSON. */
export function idText(id: unknown): string {
  if (typeof id === 'string') return id;
  if (id instanceof mongo.ObjectId) return id.toHexString();
  if (typeof id === 'number' || id instanceof mongo.Long || id instanceof mongo.Decimal128) return String(id);
  if (isUuid(id)) return id.toUUID().toHexString();
  return extendedJson(id, true);
}

/**
 * The `_id`s that a text may stand for, most likely first: the string itself, then other types with the same text form.
 */
export function possibleIds(text: string): readonly unknown[] {
  const ids: unknown[] = [text];
  if (/^[0-9a-f]{24}$/i.test(text)) ids.push(mongo.ObjectId.createFromHexString(text));
  if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) ids.push(Number(text));
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) ids.push(new mongo.UUID(text));
  return ids;
}

/** A text key that is unique for each type and value of an `_id`. */
export function idKey(id: unknown): string {
  if (typeof id === 'string') return `s${id}`;
  if (id instanceof mongo.ObjectId) return `o${id.toHexString()}`;
  return `e${extendedJson({ id }, false)}`;
}

/** Any bytes may be marked as a UUID. */
function isUuid(id: unknown): id is mongo.Binary {
  return id instanceof mongo.Binary && id.sub_type === mongo.Binary.SUBTYPE_UUID && id.length() === UUID_BYTES;
}

/** The driver refuses to write some of what it reads, such as regular expressions with unknown options. */
function extendedJson(value: unknown, relaxed: boolean): string {
  try {
    return mongo.BSON.EJSON.stringify(value, { relaxed });
  } catch {
    return Buffer.from(mongo.BSON.serialize({ value })).toString('base64');
  }
}

/** Whether two `_id`s are the same value of the same type. */
export function sameId(a: unknown, b: unknown): boolean {
  return idKey(a) === idKey(b);
}

/** The `_id` of a key, for the two types whose key contains the whole value; `undefined` for the others. */
export function idOfKey(key: string): string | mongo.ObjectId | undefined {
  switch (key.charAt(0)) {
    case 's':
      return key.slice(1);
    case 'o':
      return mongo.ObjectId.createFromHexString(key.slice(1));
    default:
      return undefined;
  }
}

/** Compares two `_id`s in BSON order by their keys; `idOf` returns the `_id` of a key that does not contain it. */
export function compareIdKeys(a: string, b: string, idOf: (key: string) => unknown): number {
  const kind = a.charAt(0);
  if (kind === b.charAt(0)) {
    if (kind === 'o') return a < b ? -1 : Number(a > b);
    if (kind === 's') return compareCodePoints(a, b);
  }
  return compareBson(idOf(a), idOf(b));
}
