import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { deepEqual, definedOnly, finiteNumber, isPlainObject, isWritable, nonBlank, numberOf } from './bson-value.js';

const { BSONRegExp, Binary, Decimal128, Double, Int32, Long, MinKey, ObjectId, Timestamp } = mongo.BSON;
const id = '65f0000000000000000000ab';

describe('isPlainObject', () => {
  it.each([[{}], [{ a: 1 }], [Object.create(null)]])('%p is one', (value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  it.each([
    [null],
    [undefined],
    [[]],
    ['a'],
    [5],
    [new Date()],
    [/a/],
    [Buffer.from('a')],
    [new ObjectId()],
    [new Int32(1)],
    [new MinKey()],
    [{ _bsontype: 'ObjectId' }],
    [new Map()],
  ])('%p is none', (value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});

describe('numbers', () => {
  it.each([
    [5, 5],
    [-0.5, -0.5],
    [5n, 5],
    [new Int32(5), 5],
    [new Double(2.5), 2.5],
    [Long.fromNumber(5), 5],
    [Decimal128.fromString('1.10'), 1.1],
    [NaN, undefined],
    [Infinity, undefined],
    [new Double(NaN), undefined],
    [Decimal128.fromString('NaN'), undefined],
    [Decimal128.fromString('1E+6000'), undefined],
    ['5', undefined],
    [true, undefined],
    [null, undefined],
    [new Timestamp(5n), undefined],
    [new Date(5), undefined],
    [[5], undefined],
    [{ _bsontype: 'Int32' }, undefined],
  ])('%p is %p', (value, expected) => {
    expect(numberOf(value)).toBe(expected);
  });

  it.each([
    ['99.90', 99.9],
    ['-3', -3],
    ['1e3', undefined],
    [' 5', undefined],
    ['', undefined],
    ['0x10', undefined],
    [new Int32(5), 5],
  ])('as a text too: %p is %p', (value, expected) => {
    expect(finiteNumber(value)).toBe(expected);
  });
});

describe('nonBlank', () => {
  it.each([
    ['a', 'a'],
    [' a ', ' a '],
    ['', undefined],
    [' \n', undefined],
    [5, undefined],
    [null, undefined],
    [['a'], undefined],
  ])('%p → %p', (value, expected) => {
    expect(nonBlank(value)).toBe(expected);
  });
});

describe('deepEqual', () => {
  it.each<[unknown, unknown]>([
    [5, new Int32(5)],
    [new Double(5), Long.fromNumber(5)],
    [0, -0],
    [NaN, NaN],
    [5n, 5],
    [
      { a: 1, b: [2] },
      { b: [new Int32(2)], a: 1 },
    ],
    [{ a: undefined }, {}],
    [[], []],
    [null, null],
    [new ObjectId(id), new ObjectId(id)],
    [new Date(5), new Date(5)],
    [new Date(NaN), new Date(NaN)],
    [/a/i, /a/i],
    [new Binary(Buffer.from('a')), new Binary(Buffer.from('a'))],
    [Buffer.from('a'), Buffer.from('a')],
    [Decimal128.fromString('1.10'), Decimal128.fromString('1.10')],
    [new BSONRegExp('a', 'i'), new BSONRegExp('a', 'i')],
    [new MinKey(), new MinKey()],
  ])('%p equals %p', (a, b) => {
    expect(deepEqual(a, b)).toBe(true);
    expect(deepEqual(b, a)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [5, 6],
    [5, '5'],
    [0, false],
    [null, undefined],
    [null, {}],
    [{}, []],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined, b: 1 }, { a: 1 }],
    [new ObjectId(id), id],
    [new Date(5), 5],
    [new Date(5), new Date(6)],
    [/a/i, /a/],
    [new Binary(Buffer.from('a')), new Binary(Buffer.from('a'), 4)],
    [Decimal128.fromString('1.10'), Decimal128.fromString('1.1')],
    [Decimal128.fromString('5'), 5],
    [new Timestamp(5n), Long.fromNumber(5)],
    [new BSONRegExp('a', 'i'), new BSONRegExp('a', '')],
    [{ toString: 1 }, {}],
    [Buffer.from('a'), Buffer.from('b')],
    [{}, new Date(0)],
  ])('%p does not equal %p', (a, b) => {
    expect(deepEqual(a, b)).toBe(false);
    expect(deepEqual(b, a)).toBe(false);
  });
});

describe('what can be written', () => {
  it('is anything except objects with a stored field called _bsontype', () => {
    expect([{ a: [new ObjectId(), 5, null, new Date()] }, 'a'].map(isWritable)).toEqual([true, true]);
    expect([{ a: [{ _bsontype: 'x' }] }, { _bsontype: 5 }].map(isWritable)).toEqual([false, false]);
  });

  it('omits undefined fields', () => {
    expect(Object.keys(definedOnly({ a: undefined, b: null }) as object)).toEqual(['b']);
  });
});
