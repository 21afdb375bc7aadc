import fc from 'fast-check';
import { mongo } from 'mongoose';

/** An element as stored in BSON: type, name, and the bytes of its value. */
export interface RawElement {
  readonly type: number;
  readonly name: Buffer;
  readonly value: Buffer;
}

/** The bytes of a document with the given elements, whatever they are. */
export function bsonBytes(elements: readonly RawElement[]): Buffer {
  const body = elements.flatMap(({ type, name, value }) => [Buffer.from([type]), name, ZERO, value]);
  return withLength(Buffer.concat([...body, ZERO]));
}

/** Elements written by hand. */
export const element = {
  raw: (type: number, name: string, value: Buffer): RawElement => ({ type, name: Buffer.from(name), value }),
  int32: (name: string, value: number): RawElement => element.raw(0x10, name, int32(value)),
  text: (name: string, value: string): RawElement => element.raw(0x02, name, sized(Buffer.from(value))),
  object: (name: string, elements: readonly RawElement[]): RawElement => element.raw(0x03, name, bsonBytes(elements)),
  array: (name: string, elements: readonly RawElement[]): RawElement => element.raw(0x04, name, bsonBytes(elements)),
};

/** The elements of a document, with their bytes unchanged. */
export function elementsOf(document: Uint8Array): readonly RawElement[] {
  return Array.from(
    mongo.BSON.onDemand.parseToElements(document),
    ([type, nameOffset, nameLength, offset, length]) => ({
      type,
      name: Buffer.from(document.subarray(nameOffset, nameOffset + nameLength)),
      value: Buffer.from(document.subarray(offset, offset + length)),
    }),
  );
}

const ZERO = Buffer.from([0]);

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function withLength(rest: Buffer): Buffer {
  return Buffer.concat([int32(rest.length + 4), rest]);
}

/** A text with its length and its closing zero byte. */
function sized(text: Buffer): Buffer {
  return Buffer.concat([int32(text.length + 1), text, ZERO]);
}

const bytesOf = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes));

const names = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'a',
        'b',
        'c',
        'd',
        'tags',
        'status',
        'metadata',
        'pricing',
        'basePrice',
        'materials',
        'customization',
        'schemaVersion',
        '_id',
        'newer',
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '_bsontype',
        '$ref',
        '$id',
        '$db',
        '$inc',
        '__proto__',
        '0',
        '1',
        '17',
        '',
        'a.b',
        'constructor',
        'ünï',
        'aa',
      ),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 3 }).filter((name) => !name.includes('\0')) },
  )
  .map((name) => Buffer.from(name));
/** Includes names that are not UTF-8. */
const anyNames = fc.oneof(
  { weight: 9, arbitrary: names },
  { weight: 1, arbitrary: fc.constantFrom(Buffer.from([0xff]), Buffer.from([0x61, 0xc3])) },
);

const texts = fc.oneof(
  fc
    .constantFrom(
      '',
      'x',
      'gold',
      '14K Rose Gold',
      'Café "Noir"',
      '💍',
      'a\0b',
      '\uFEFFmark',
      'a text of more than twenty-four bytes',
      'a text with an é of more than twenty-four bytes',
    )
    .map((text) => Buffer.from(text)),
  fc.constantFrom(
    Buffer.from([0x61, 0xff, 0x62]),
    Buffer.from([0xe9]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.concat([Buffer.alloc(30, 0x61), Buffer.from([0xc3])]),
  ),
  fc.string({ maxLength: 30 }).map((text) => Buffer.from(text)),
);
const cstring = fc.constantFrom('', 'a.b', 'i', 'ims', 'x').map((text) => Buffer.from(`${text}\0`));

const longs = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(0n, -1n, 5n, 2n ** 53n, 2n ** 53n - 1n, 2n ** 53n + 1n, -(2n ** 53n), -(2n ** 53n) - 1n, 2n ** 32n),
  )
  .map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  });
const doubles = fc.oneof(
  fc.double().map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
  }),
  bytesOf(8),
  fc.constant(Buffer.from('010000000000f07f', 'hex')),
);

const binaries = fc.oneof(
  fc
    .tuple(fc.constantFrom(0, 1, 3, 4, 5, 0x80), fc.constantFrom(0, 2, 16))
    .map(([subtype, length]) => Buffer.concat([int32(length), Buffer.from([subtype]), Buffer.alloc(length, 7)])),
  fc.constant(Buffer.concat([int32(6), Buffer.from([2]), int32(2), Buffer.from([1, 2])])),
);

/** Values of every type without elements, as type and bytes. */
const scalars: fc.Arbitrary<readonly [number, Buffer]> = fc.oneof(
  { weight: 4, arbitrary: texts.map((text) => [0x02, sized(text)] as const) },
  doubles.map((value) => [0x01, value] as const),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => [0x10, int32(value)] as const),
  fc.constantFrom([0x08, Buffer.from([0])] as const, [0x08, Buffer.from([1])] as const),
  longs.map((value) => [0x12, value] as const),
  longs.map((value) => [0x09, value] as const),
  fc.constantFrom(0x0a, 0x06, 0xff, 0x7f).map((type) => [type, Buffer.alloc(0)] as const),
  bytesOf(12).map((value) => [0x07, value] as const),
  bytesOf(16).map((value) => [0x13, value] as const),
  bytesOf(8).map((value) => [0x11, value] as const),
  binaries.map((value) => [0x05, value] as const),
  fc
    .tuple(
      cstring,
      fc.constantFrom('', 'i', 'im', 's').map((flags) => Buffer.from(`${flags}\0`)),
    )
    .map((parts) => [0x0b, Buffer.concat(parts)] as const),
  fc.tuple(texts, bytesOf(12)).map(([text, id]) => [0x0c, Buffer.concat([sized(text), id])] as const),
  texts.map((text) => [0x0d, sized(text)] as const),
  texts.map((text) => [0x0e, sized(text)] as const),
);

const elements: fc.Arbitrary<readonly RawElement[]> = fc.letrec<{
  elements: readonly RawElement[];
  value: readonly [number, Buffer];
}>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 5, arbitrary: scalars },
    { weight: 3, arbitrary: tie('elements').map((inside) => [0x03, bsonBytes(inside)] as const) },
    { weight: 2, arbitrary: tie('elements').map((inside) => [0x04, bsonBytes(inside)] as const) },
    fc
      .tuple(texts, tie('elements'))
      .map(([code, scope]) => [0x0f, withLength(Buffer.concat([sized(code), bsonBytes(scope)]))] as const),
  ),
  elements: fc.array(
    fc.tuple(anyNames, tie('value')).map(([name, [type, value]]) => ({ type, name, value })),
    { maxLength: 6 },
  ),
})).elements;

/** Documents with values of every BSON type, duplicate fields, and names that have a meaning for the driver. */
export const arbitraryBson: fc.Arbitrary<readonly RawElement[]> = elements;
