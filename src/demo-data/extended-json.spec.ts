import { describe, expect, it } from '@jest/globals';
import { BSON, type Document, Double, Int32, Long, ObjectId } from 'mongodb';

import { parseExtendedJson, toExtendedJson } from './extended-json.js';

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

  it('keeps the order of integer-like keys, at any depth', () => {
    const value = parseExtendedJson('{"b":{"10":1,"9":{"2":5.0,"1":"\uE000"}},"list":[{"7":true}]}') as Document;
    expect([...value['b'].keys()]).toEqual(['10', '9']);
    expect([...value['b'].get('9')]).toEqual([['2', new Double(5)], ['1', '\uE000']]);
    expect(value['list']).toEqual([new Map([['7', true]])]);
  });

  it('tells what is no JSON from what is no extended JSON', () => {
    expect(() => parseExtendedJson('{"a":}')).toThrow('JSON');
    expect(() => parseExtendedJson('{"a":{"$oid":"short"}}')).toThrow(BSON.BSONError);
  });
});

describe('toExtendedJson', () => {
  it('gives back stored bytes whose keys a plain object would reorder', () => {
    const bytes = BSON.serialize(new Map<string, unknown>([['x', 1], ['2', [new Map([['1', 1.5], ['0', null]])]], ['1', new Double(3)]]));
    expect(toExtendedJson(bytes)).toEqual({
      text: '{"x":{"$numberInt":"1"},"2":[{"1":{"$numberDouble":"1.5"},"0":null}],"1":{"$numberDouble":"3.0"}}', exact: true,
    });
  });

  it('says when JSON has no word for a value', () => {
    const undefinedValue = Uint8Array.from([8, 0, 0, 0, 0x06, 0x61, 0, 0]);
    expect(toExtendedJson(undefinedValue).exact).toBe(false);
  });
});
