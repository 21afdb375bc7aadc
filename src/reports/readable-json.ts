import { types } from 'node:util';

import { mongo } from 'mongoose';

/** A report value: JSON for people. */
export type ReadableJson =
  string | number | boolean | null | readonly ReadableJson[] | { readonly [key: string]: ReadableJson };

/**
 * Converts a value with BSON and JavaScript types to plain JSON: an ObjectId becomes its hex, a date its ISO text, a
 * large or exact number its digits. The types are lost, since reports are read by people and never restored.
 */
export function readableJson(value: unknown, above: readonly object[] = []): ReadableJson {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : readableObject(value, above);
    default:
      return value === undefined ? null : String(value);
  }
}

function readableObject(value: object, above: readonly object[]): ReadableJson {
  if (above.includes(value)) return '(circular)';
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (types.isNativeError(value)) return readableError(value);
  if (types.isRegExp(value)) return String(value);
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  const scalar = bsonScalar(value);
  if (scalar !== undefined) return scalar;
  const inside = [...above, value];
  if (Array.isArray(value)) return Array.from(value, (item) => readableJson(item, inside));
  if (types.isSet(value)) return Array.from(value, (item) => readableJson(item, inside));
  const entries: readonly (readonly [unknown, unknown])[] = types.isMap(value) ? [...value] : Object.entries(value);
  const fields = entries.filter(([, field]) => field !== undefined && typeof field !== 'function');
  return Object.fromEntries(fields.map(([key, field]) => [String(key), readableJson(field, inside)]));
}

function readableError(error: Error): ReadableJson {
  const { code } = error as Error & { readonly code?: unknown };
  return { name: error.name, message: error.message, ...(code === undefined ? {} : { code: readableJson(code) }) };
}

function bsonScalar(value: object): string | number | undefined {
  if (!('_bsontype' in value) || Object.hasOwn(value, '_bsontype')) return undefined;
  if (value instanceof mongo.ObjectId) return value.toHexString();
  // A timestamp is a kind of Long.
  if (value instanceof mongo.Timestamp)
    return `${new Date(value.getHighBitsUnsigned() * 1000).toISOString()} +${value.getLowBitsUnsigned()}`;
  if (value instanceof mongo.Long) return Number.isSafeInteger(value.toNumber()) ? value.toNumber() : value.toString();
  if (value instanceof mongo.Binary)
    return value.sub_type === mongo.Binary.SUBTYPE_UUID ? value.toUUID().toHexString() : value.toString('base64');
  if (value instanceof mongo.BSON.Int32 || value instanceof mongo.BSON.Double) {
    const number = value.valueOf();
    return Number.isFinite(number) ? number : String(number);
  }
  if (value instanceof mongo.Decimal128) return value.toString();
  return mongo.BSON.EJSON.stringify(value, { relaxed: true });
}
