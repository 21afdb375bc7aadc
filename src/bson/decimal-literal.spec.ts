import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isExactDouble } from './decimal-literal.js';

describe('a number that a double holds as written', () => {
  it.each([
    '0',
    '-0',
    '0.0',
    '5',
    '5.50',
    '99.90',
    '0.1',
    '0.10000000000000001',
    '1e23',
    '1E+3',
    '100e-2',
    '18446744073709551616',
    '9007199254740992.0',
    '1.00000000000000000000000000000',
    '0.1000000000000000055511151231257827021181583404541015625',
    '5e-324',
    '1.7976931348623157e308',
    '-2528970407377.7812',
    '-2528970407377.7813',
  ])('%s', (literal) => {
    expect(isExactDouble(literal)).toBe(true);
  });

  it.each([
    '1e400',
    '-1e400',
    '1e-400',
    '12345678901234567890',
    '9007199254740993',
    '9007199254740993.0',
    '12345678901234567890.5',
    '0.12345678901234567890123',
    `0.${'1'.repeat(101)}`,
  ])('not %s', (literal) => {
    expect(isExactDouble(literal)).toBe(false);
  });

  it('excludes a number with a million zeros or more', () => {
    expect(isExactDouble(`1.${'0'.repeat(1_000_000)}1`)).toBe(false); // a backtracking pattern would take hours
  });

  it('includes every number as JavaScript prints it, at any precision', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 17, max: 21 }),
        (drawn, precision) => {
          const value = drawn + 0; // JavaScript writes -0 as 0
          expect(isExactDouble(JSON.stringify(value))).toBe(true);
          expect(isExactDouble(value.toPrecision(17))).toBe(true);
          expect(Number(value.toPrecision(precision))).toBe(value);
        },
      ),
    );
  });
});
