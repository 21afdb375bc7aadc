/** BSON element types that are read or written here. https://bsonspec.org/spec.html */
export const BSON_TYPE = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  undefined: 0x06,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  long: 0x12,
  decimal128: 0x13,
  maxKey: 0x7f,
  minKey: 0xff,
} as const;

/** The bytes cannot be read by the fast path: they are malformed, or contain something that only the driver decodes. */
export class UnreadableBytes extends Error {}

/**
 * Thrown while reading, and caught by callers that have a slower path; a single instance, since creating errors is
 * slow.
 */
export const UNREADABLE = new UnreadableBytes('These bytes have to be decoded by the driver');

/** A signed 32-bit integer. */
export function int32At(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** The position of the zero byte that ends a field name. @throws UNREADABLE if there is none */
export function nameEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] !== 0) {
    if (end >= bytes.length) throw UNREADABLE;
    end++;
  }
  return end;
}

/** The length of the values of each type; -1 if the value contains its length, or the type is unknown. */
const FIXED_LENGTHS = Int8Array.from({ length: 256 }, () => -1);
const { double, date, timestamp, long, int32, boolean, objectId, decimal128 } = BSON_TYPE;
for (const type of [double, date, timestamp, long]) FIXED_LENGTHS[type] = 8;
for (const type of [BSON_TYPE.null, BSON_TYPE.undefined, BSON_TYPE.minKey, BSON_TYPE.maxKey]) FIXED_LENGTHS[type] = 0;
FIXED_LENGTHS[int32] = 4;
FIXED_LENGTHS[boolean] = 1;
FIXED_LENGTHS[objectId] = 12;
FIXED_LENGTHS[decimal128] = 16;

/** The end of a value that starts at an offset. @throws UNREADABLE for an unknown type or an impossible length */
export function valueEnd(bytes: Uint8Array, type: number, at: number): number {
  const fixed = FIXED_LENGTHS[type] as number;
  const end = at + (fixed >= 0 ? fixed : statedLength(bytes, type, at));
  // The document's own closing byte must still follow.
  if (!(end < bytes.length)) throw UNREADABLE;
  return end;
}

function statedLength(bytes: Uint8Array, type: number, at: number): number {
  switch (type) {
    case BSON_TYPE.string:
    case BSON_TYPE.code:
    case BSON_TYPE.symbol:
      return 4 + lengthAt(bytes, at, 1);
    case BSON_TYPE.object:
    case BSON_TYPE.array:
      return lengthAt(bytes, at, 5);
    case BSON_TYPE.binary:
      return 5 + lengthAt(bytes, at, 0);
    case BSON_TYPE.regex:
      return nameEnd(bytes, nameEnd(bytes, at) + 1) + 1 - at;
    case BSON_TYPE.dbPointer:
      return 16 + lengthAt(bytes, at, 1);
    case BSON_TYPE.codeWithScope:
      return lengthAt(bytes, at, 14);
    default:
      throw UNREADABLE;
  }
}

function lengthAt(bytes: Uint8Array, at: number, least: number): number {
  const length = int32At(bytes, at);
  if (length < least) throw UNREADABLE;
  return length;
}
