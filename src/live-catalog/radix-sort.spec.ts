import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortByNumbers } from './radix-sort.js';

const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, NaN, 1, 1.5, -1, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE),
  fc.integer({ min: -5, max: 5 }),
);

it.each([[true], [false]])(
  'sorts as a stable comparison sort does, numbers that are none last (descending: %s)',
  (descending) => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 300 }), (values) => {
        const numbers = Float64Array.from(values);
        const rows = Uint32Array.from(values, (_, row) => row);
        const expected = [...rows].sort((a, b) => {
          const [x = 0, y = 0] = [numbers[a], numbers[b]];
          if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
          return (
            (descending ? y - x : x - y) ||
            (x === y ? a - b : descending ? Number(y > x) - Number(y < x) : Number(x > y) - Number(x < y)) ||
            a - b
          );
        });
        expect([...sortByNumbers(rows, numbers, descending)]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  },
);

it('sorts any subset of the rows by bytes too', () => {
  expect([...sortByNumbers(Uint32Array.of(4, 1, 3), Uint8Array.of(9, 2, 9, 1, 2), true)]).toEqual([4, 1, 3]);
});
