import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { mapped } from '../testing/mapping.js';
import { basePrice } from './base-price.js';

const { Decimal128, Double, Int32, Long } = mongo.BSON;
const fails = { fails: ['pricing.basePrice'] };
const price = (value: unknown): object => ({ 'pricing.basePrice': value });

describe('pricing.basePrice', () => {
  it.each([
    { title: 'of `pricing` first', doc: { pricing: { basePrice: 1 }, basePrice: 2, price: 3 }, expected: price(1) },
    { title: '`basePrice` where that is missing', doc: { pricing: {}, basePrice: 2, price: 3 }, expected: price(2) },
    {
      title: '`basePrice` where that is null',
      doc: { pricing: { basePrice: null }, basePrice: 2 },
      expected: price(2),
    },
    {
      title: '`price` where both are not present',
      doc: { pricing: 'x', basePrice: null, price: 3 },
      expected: price(3),
    },
    { title: 'none', doc: { pricing: {} }, expected: fails },
    { title: 'only nulls', doc: { pricing: { basePrice: null }, basePrice: null, price: null }, expected: fails },
    { title: 'a bad one is not passed over', doc: { pricing: { basePrice: 'free' }, basePrice: 2 }, expected: fails },
    { title: 'a bad one in the second place is not passed over', doc: { basePrice: -1, price: 3 }, expected: fails },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(basePrice, doc)).toEqual(expected);
  });

  it.each([
    0,
    99.9,
    new Int32(5),
    new Double(5),
    Long.fromNumber(5),
    Long.fromString('9007199254740993'),
    Decimal128.fromString('1.10'),
    1e308,
  ])('%p is kept in its own type', (value) => {
    expect(basePrice({ _id: 1, pricing: { basePrice: value } })).toMatchObject({
      value: [{ value, from: 'pricing.basePrice' }],
    });
  });

  it.each([
    ['99.90', 99.9],
    ['0', 0],
    ['007', 7],
  ])('the decimal text %p becomes a number', (text, value) => {
    expect(mapped(basePrice, { pricing: { basePrice: text } })).toEqual(price(value));
  });

  it.each([
    -1,
    NaN,
    Infinity,
    -Infinity,
    new Double(-0.5),
    Decimal128.fromString('NaN'),
    Decimal128.fromString('Infinity'),
    Decimal128.fromString('-1'),
    Decimal128.fromString('1E+6000'),
    '',
    ' ',
    '$12',
    '12,50',
    '1e3',
    '-1',
    '+1',
    '.5',
    '5.',
    'NaN',
    '9'.repeat(400),
    true,
    [],
    [5],
    {},
    { amount: 5 },
    new Date(5),
  ])('%p fails', (value) => {
    expect(mapped(basePrice, { pricing: { basePrice: value } })).toEqual(fails);
  });
});
