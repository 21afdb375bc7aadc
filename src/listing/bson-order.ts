import type { mongo } from 'mongoose';

/**
 * The order of BSON types when MongoDB compares values of different types.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
const RANKS = {
  minKey: -1,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  other: 60,
  maxKey: 127,
} as const;

/** Compares two `_id`s in MongoDB's order: negative, zero or positive. */
export function compareBson(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  switch (rank) {
    case RANKS.number:
    case RANKS.boolean:
    case RANKS.date:
      return compareNumbers(Number(a), Number(b));
    case RANKS.string:
      return compareCodePoints(String(a), String(b));
    case RANKS.objectId:
      return compareText((a as mongo.ObjectId).toHexString(), (b as mongo.ObjectId).toHexString());
    case RANKS.binary:
      return compareBinary(a as mongo.Binary, b as mongo.Binary);
    case RANKS.object:
      return compareObjects(a as Record<string, unknown>, b as Record<string, unknown>);
    default:
      return compareText(String(a), String(b));
  }
}

/**
 * Compares strings by code point, as MongoDB does by comparing UTF-8 bytes. JavaScript compares UTF-16 units, where the
 * surrogates of U+10000 and above sort before U+E000 to U+FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    return liftSurrogate(x) - liftSurrogate(y);
  }
  return a.length - b.length;
}

function liftSurrogate(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function rankOf(value: unknown): number {
  if (value === null || value === undefined) return RANKS.null;
  if (typeof value === 'string') return RANKS.string;
  if (typeof value === 'number' || typeof value === 'bigint') return RANKS.number;
  if (typeof value === 'boolean') return RANKS.boolean;
  if (value instanceof Date) return RANKS.date;
  if (value instanceof RegExp) return RANKS.regex;
  if (Array.isArray(value)) return RANKS.array;
  switch ((value as { _bsontype?: string })._bsontype) {
    case undefined:
      return RANKS.object;
    case 'ObjectId':
      return RANKS.objectId;
    case 'Int32':
    case 'Long':
    case 'Double':
    case 'Decimal128':
      return RANKS.number;
    case 'BSONSymbol':
      return RANKS.string;
    case 'Binary':
      return RANKS.binary;
    case 'Timestamp':
      return RANKS.timestamp;
    case 'BSONRegExp':
      return RANKS.regex;
    case 'MinKey':
      return RANKS.minKey;
    case 'MaxKey':
      return RANKS.maxKey;
    default:
      return RANKS.other;
  }
}

function compareNumbers(a: number, b: number): number {
  // NaN sorts before every other number.
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareBinary(a: mongo.Binary, b: mongo.Binary): number {
  return a.position - b.position || a.sub_type - b.sub_type || Buffer.compare(a.buffer, b.buffer);
}

function compareObjects(a: Record<string, unknown>, b: Record<string, unknown>): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [index, [key, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = rankOf(value) - rankOf(other[1]) || compareCodePoints(key, other[0]) || compareBson(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
