import fc from 'fast-check';
import { mongo } from 'mongoose';

const { Binary, Decimal128, Double, Int32, Long, ObjectId, UUID } = mongo.BSON;

/** Texts as people and broken writers produce them: emoji, right-to-left, combining marks, blanks, line breaks. */
export const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '  Ring ',
    'Café "Noir"',
    '💍 Ring 💎',
    'خاتم ذهب',
    '\u202Ering',
    'e\u0301clat',
    'a\0b',
    '$name',
    'a.b',
    '99.90',
    '12,50',
    'NaN',
  ),
  fc.string({ maxLength: 12 }),
);

const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, 5.5, 18, -3, NaN, Infinity, -Infinity, 1e308, 2 ** 60),
  fc.constantFrom(
    new Int32(5),
    new Double(5),
    new Double(2.5),
    Long.fromString('9007199254740993'),
    Long.fromNumber(3),
  ),
  fc.constantFrom('1.10', 'NaN', '-2', '1E+3', '0').map((value) => Decimal128.fromString(value)),
);

const scalars = fc.oneof(
  { weight: 3, arbitrary: texts },
  { weight: 2, arbitrary: numbers },
  fc.constantFrom(
    null,
    undefined,
    true,
    false,
    /x/i,
    new Date(0),
    new Date(NaN),
    new ObjectId('65f000000000000000000001'),
    new Binary(Buffer.from([1, 2])),
  ),
);

/** Field names, odd ones among them. */
export const keys = fc.oneof(
  fc.constantFrom(
    'type',
    'name',
    'url',
    'quantity',
    'reserved',
    'value',
    'path',
    '1',
    '0',
    'constructor',
    'toString',
    'a.b',
    '$inc',
    '',
  ),
  fc.string({ maxLength: 4 }).filter((key) => !key.includes('\0')),
);

/** Any value that may appear in place of another. */
export const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: scalars },
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 3 }).map(toObject),
  ),
})).value;

/** Also defines an own field called `__proto__`, as a decoder does. */
function toObject(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

/** Possible values of `_id`. */
export const ids = fc.oneof(
  fc.constantFrom<unknown>(
    new ObjectId('65f0000000000000000000ab'),
    'prod_1724061000_003',
    7,
    Long.fromNumber(7),
    new UUID('0123456789abcdef0123456789abcdef'),
    { a: 1 },
    'ÄÖ____',
  ),
  texts,
);
