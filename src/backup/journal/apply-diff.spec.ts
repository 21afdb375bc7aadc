import { describe, expect, it } from '@jest/globals';
import { BSON } from 'mongodb';
import { applyDiff, DiffMismatchError } from './apply-diff.js';
import { elementsOf } from './raw-bson.js';

const { Double, Long } = BSON;
const bytes = (document: BSON.Document): Buffer => Buffer.from(BSON.serialize(document));

describe('applyDiff', () => {
  it.each([
    ['sets a field in its place', { _id: 1, a: 1, b: 2 }, { u: { a: 'x' } }, { _id: 1, a: 'x', b: 2 }],
    [
      'keeps the types of numbers',
      { _id: 1, a: new Double(5) },
      { i: { b: new Double(7), c: Long.fromNumber(7) } },
      { _id: 1, a: new Double(5), b: new Double(7), c: Long.fromNumber(7) },
    ],
    ['removes a field', { _id: 1, a: 1, b: 2 }, { d: { a: false } }, { _id: 1, b: 2 }],
    ['adds fields at the end', { _id: 1, a: 1 }, { i: { c: 3, b: 2 } }, { _id: 1, a: 1, c: 3, b: 2 }],
    [
      'moves a field that is inserted again to the end',
      { _id: 1, a: 1, b: 2 },
      { i: { a: 3 } },
      { _id: 1, b: 2, a: 3 },
    ],
    ['keeps _id first', { _id: 1, a: 1 }, { i: { b: 2, _id: 1 } }, { _id: 1, a: 1, b: 2 }],
    [
      'changes a nested object',
      { _id: 1, a: { b: 1, c: { d: 1 } } },
      { sa: { u: { b: 2 }, sc: { i: { e: 5 } } } },
      { _id: 1, a: { b: 2, c: { d: 1, e: 5 } } },
    ],
    [
      'changes array items',
      { _id: 1, a: [1, { b: 1 }, 3] },
      { sa: { a: true, u0: 9, s1: { u: { b: 2 } } } },
      { _id: 1, a: [9, { b: 2 }, 3] },
    ],
    ['truncates an array', { _id: 1, a: [1, 2, 3] }, { sa: { a: true, l: 1 } }, { _id: 1, a: [1] }],
    ['extends an array', { _id: 1, a: [1] }, { sa: { a: true, u3: 4 } }, { _id: 1, a: [1, null, null, 4] }],
  ])('%s', (_, before, diff, after) => {
    expect(applyDiff(bytes(before), bytes(diff))).toEqual(bytes(after));
  });

  it('keeps the order of keys that look like numbers', () => {
    const document = Buffer.concat([
      Buffer.from([27, 0, 0, 0]),
      Buffer.from([0x10]),
      Buffer.from('b\0'),
      Buffer.from([1, 0, 0, 0]),
      Buffer.from([0x10]),
      Buffer.from('5\0'),
      Buffer.from([2, 0, 0, 0]),
      Buffer.from([0x0a]),
      Buffer.from('1\0'),
      Buffer.from([0x08]),
      Buffer.from('c\0'),
      Buffer.from([1]),
      Buffer.from([0]),
    ]);
    document.writeInt32LE(document.length);
    expect(elementsOf(applyDiff(document, bytes({ u: { b: 7 }, i: { 0: 1 } }))).map(({ name }) => name)).toEqual([
      'b',
      '5',
      '1',
      'c',
      '0',
    ]);
  });

  it.each([
    ['a value that is not an object', { _id: 1, a: 1 }, { sa: { u: { b: 1 } } }],
    ['a value that is not an array', { _id: 1, a: {} }, { sa: { a: true, u0: 1 } }],
    ['a missing field', { _id: 1 }, { sa: { u: { b: 1 } } }],
    ['a missing item', { _id: 1, a: [] }, { sa: { a: true, s4: { u: { b: 1 } } } }],
    ['a part of an unknown kind', { _id: 1 }, { b: { c: 1 } }],
    ['a part of an array of an unknown kind', { _id: 1, a: [] }, { sa: { a: true, x1: 1 } }],
  ])('refuses a change of %s', (_, before, diff) => {
    expect(() => applyDiff(bytes(before), bytes(diff))).toThrow(DiffMismatchError);
  });
});
