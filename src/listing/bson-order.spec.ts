import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { compareBson, compareCodePoints } from './bson-order.js';

describe('compareBson', () => {
  it('orders values of different types as MongoDB does', () => {
    const ordered: readonly unknown[] = [
      new mongo.MinKey(),
      null,
      -1,
      0,
      2.5,
      new mongo.Long(7),
      '',
      'Z',
      'a',
      { a: 1 },
      { a: 2 },
      { b: 1 },
      new mongo.UUID('00000000-0000-4000-8000-000000000000'),
      new mongo.ObjectId('0'.repeat(24)),
      new mongo.ObjectId('f'.repeat(24)),
      false,
      true,
      new Date(0),
      new Date(1),
      new mongo.Timestamp({ t: 1, i: 1 }),
      new mongo.MaxKey(),
    ];
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) expect(Math.sign(compareBson(a, b))).toBe(Math.sign(i - j));
    }
  });
});

describe('compareCodePoints', () => {
  it.each([
    {
      a: '\u{1F48D}',
      b: '\uFFFD',
      expected: 1,
      why: 'an emoji is a higher code point than U+FFFD, though its first UTF-16 unit is lower',
    },
    { a: 'Ring', b: 'Ring A', expected: -1, why: 'a prefix comes first' },
    { a: 'a', b: 'B', expected: 1, why: 'capitals come first' },
    { a: 'é', b: 'z', expected: 1, why: 'no language rules apply' },
  ])('$a against $b: $why', ({ a, b, expected }) => {
    expect(Math.sign(compareCodePoints(a, b))).toBe(expected);
    expect(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))).toBe(expected);
  });
});
