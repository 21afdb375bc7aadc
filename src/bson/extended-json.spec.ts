import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BSON, type Document, Double, Int32, Long, ObjectId } from 'mongodb';

import { isExactDouble } from './decimal-literal.js';
import { parseExtendedJson, toExtendedJson } from './extended-json.js';
import { UnstorableValueError } from './unstorable-value.js';

describe('parseExtendedJson', () => {
  it.each([
    { text: '5', expected: new Int32(5) },
    { text: '5.0', expected: new Double(5) },
    { text: '5e2', expected: new Double(500) },
    { text: '5.5', expected: new Double(5.5) },
    { text: '-0.0', expected: new Double(-0) },
    { text: '3000000000', expected: Long.fromString('3000000000') },
    { text: '9007199254740993', expected: Long.fromString('9007199254740993') },
    { text: '-9223372036854775808', expected: Long.fromString('-9223372036854775808') },
    { text: '9223372036854775808', expected: new Double(9_223_372_036_854_775_808) },
    { text: '{"$numberDouble":"5.0"}', expected: new Double(5) },
    { text: '{"$numberInt":"5"}', expected: new Int32(5) },
    { text: '{"$date":"2025-01-02T03:04:05Z"}', expected: new Date('2025-01-02T03:04:05Z') },
    { text: '{"$oid":"5f0000000000000000000001"}', expected: new ObjectId('5f0000000000000000000001') },
    { text: '"5f0000000000000000000001"', expected: '5f0000000000000000000001' },
    { text: '"say \\"7\\": 5.0, 12345678901234567"', expected: 'say "7": 5.0, 12345678901234567' },
  ])('$text', ({ text, expected }) => {
    expect((parseExtendedJson(`{"v":${text}}`) as Document)['v']).toEqual(expected);
    expect((parseExtendedJson(`{"v":[ ${text} ]}`) as Document)['v']).toEqual([expected]);
  });

  it.each(['', '\\', '\\\n'])('rejects an unterminated text of any length: %j', (end) => {
    const text = `{"1":"${'\\"'.repeat(1_000_000)}${end}`; // a backtracking pattern would take hours
    expect(() => parseExtendedJson(text)).toThrow(SyntaxError);
  });

  it('keeps the order of integer-like keys, at any depth', () => {
    const value = parseExtendedJson('{"b":{"10":1,"9":{"2":5.0,"1":"\uE000"}},"list":[{"7":true}]}') as Document;
    expect([...value['b'].keys()]).toEqual(['10', '9']);
    expect([...value['b'].get('9')]).toEqual([
      ['2', new Double(5)],
      ['1', '\uE000'],
    ]);
    expect(value['list']).toEqual([new Map([['7', true]])]);
  });

  it.each([
    ['a date of zeros', '{"$date":"0000-00-00"}', '0000-00-00'],
    ['a day that no month has', '{"$date":"2024-02-30"}', 'does not exist'],
    ['an hour that no day has', '{"$date":"2024-02-28T25:00:00Z"}', 'does not exist'],
    ['a date without a zone, which each machine reads otherwise', '{"$date":"2024-02-28T10:00:00"}', 'time zone'],
    ['a date in words', '{"$date":"Aug 19, 2024"}', 'ISO 8601'],
    ['a blank date', '{"$date":""}', 'ISO 8601'],
    ['a microsecond', '{"$date":"2024-01-01T00:00:00.123456Z"}', 'millisecond'],
    ['a date past all dates', '{"$date":{"$numberLong":"9223372036854775807"}}', '9223372036854775807'],
    ['a date before all dates', '{"$date":{"$numberLong":"-8640000000000001"}}', 'beyond the dates'],
    ['a long date as a number', '{"$date":9007199254740993}', 'beyond the dates'],
    ['a rounded integer', '12345678901234567890', '12345678901234567890'],
    ['an endless number', '1e400', '1e400'],
    ['a negative endless number', '-1e400', '-1e400'],
    ['a number lost in zeros', '1e-400', '1e-400'],
    ['a fraction with too many digits', '0.12345678901234567890123', 'digits'],
    ['a price with too many digits', '12345678901234567.89', 'digits'],
    ['an Int32 that overflows', '{"$numberInt":"99999999999"}', '32 bits'],
    ['an Int32 that is none', '{"$numberInt":"abc"}', 'not an integer'],
    ['a Long that overflows', '{"$numberLong":"9223372036854775808"}', '64 bits'],
    ['a Long that is none', '{"$numberLong":"x"}', 'not an integer'],
    ['a Long that is a number', '{"$numberLong":5}', 'text'],
    ['a Double that is endless', '{"$numberDouble":"1e400"}', 'double'],
    ['a Double that is none', '{"$numberDouble":"abc"}', 'not a number'],
    ['broken base64', '{"$binary":{"base64":"***","subType":"00"}}', 'base64'],
    ['a subtype too long', '{"$binary":{"base64":"YQ==","subType":"999"}}', 'subType'],
    ['a timestamp that overflows', '{"$timestamp":{"t":5000000000,"i":1}}', 'timestamp'],
    ['an old undefined', '{"$undefined":true}', 'deprecated'],
    ['a key that stands twice', '{"x":1,"x":2}', 'twice'],
  ])('refuses %s, naming the field', (_, text, says) => {
    const parse = (): unknown => parseExtendedJson(`{"_id":"p1","list":[{"v":${text}}]}`);
    expect(parse).toThrow(UnstorableValueError);
    expect(parse).toThrow('list.0.v');
    expect(parse).toThrow(says);
  });

  it.each([
    '{"$date":"2024-02-29"}',
    '{"$date":"2024-02-28T10:00:00.120+02:00"}',
    '{"$date":"2024-02-28T10:00:00.123000Z"}',
    '{"$date":{"$numberLong":"8640000000000000"}}',
    '{"$date":"-000001-01-01T00:00:00Z"}',
    '{"$numberDouble":"Infinity"}',
    '{"$numberDouble":"-0.0"}',
    '{"$numberInt":"-2147483648"}',
    '{"$numberLong":"-9223372036854775808"}',
    '{"$binary":{"base64":"YQ==","subType":"0"}}',
    '{"$timestamp":{"t":4294967295,"i":0}}',
    '-0',
    '1e23',
    '0.1',
    '{"date":{"$numberDecimal":"1.10"}}',
  ])('takes %s', (text) => {
    expect(() => parseExtendedJson(`{"_id":"p1","v":${text}}`)).not.toThrow();
  });

  it('stores every accepted number as written', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
      fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?(e[-+]?\d{1,3})?$/),
    );
    fc.assert(
      fc.property(numbers, (literal) => {
        let value: unknown;
        try {
          value = (parseExtendedJson(`{"v":${literal}}`) as Document)['v'];
        } catch (error) {
          expect(error).toBeInstanceOf(UnstorableValueError);
          return;
        }
        const stored = BSON.deserialize(BSON.serialize({ v: value }), { promoteValues: false })['v'];
        const text = String(
          BSON.EJSON.serialize(stored, { relaxed: false })[
            `$number${stored._bsontype === 'Int32' ? 'Int' : stored._bsontype}`
          ],
        );
        expect(isExactDouble(literal) ? Number(text) : BigInt(text)).toEqual(
          isExactDouble(literal) ? Number(literal) : BigInt(literal),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('distinguishes invalid JSON from invalid Extended JSON', () => {
    expect(() => parseExtendedJson('{"a":}')).toThrow('JSON');
    expect(() => parseExtendedJson('{"a":{"$oid":"short"}}')).toThrow(BSON.BSONError);
  });
});

describe('toExtendedJson', () => {
  it('preserves stored bytes whose keys a plain object would reorder', () => {
    const bytes = BSON.serialize(
      new Map<string, unknown>([
        ['x', 1],
        [
          '2',
          [
            new Map([
              ['1', 1.5],
              ['0', null],
            ]),
          ],
        ],
        ['1', new Double(3)],
      ]),
    );
    expect(toExtendedJson(bytes)).toEqual({
      text: '{"x":{"$numberInt":"1"},"2":[{"1":{"$numberDouble":"1.5"},"0":null}],"1":{"$numberDouble":"3.0"}}',
      exact: true,
    });
  });

  it.each([2n ** 63n - 1n, -(2n ** 63n), 8_640_000_000_000_001n])(
    'writes the date %s, which JavaScript cannot tell, as it is stored',
    (instant) => {
      const bytes = Buffer.from(BSON.serialize({ _id: 'd', at: new Date(0) }));
      bytes.writeBigInt64LE(instant, bytes.length - 9);
      expect(toExtendedJson(bytes)).toEqual({
        text: `{"_id":"d","at":{"$date":{"$numberLong":"${instant}"}}}`,
        exact: false,
      });
    },
  );

  it('reports a value that JSON cannot express', () => {
    const undefinedValue = Uint8Array.from([8, 0, 0, 0, 0x06, 0x61, 0, 0]);
    expect(toExtendedJson(undefinedValue).exact).toBe(false);
  });
});
