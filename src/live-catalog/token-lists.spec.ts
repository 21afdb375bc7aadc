import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenLists } from './token-lists.js';

it('returns the latest list of each row', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ row: fc.nat(3_000), list: fc.array(fc.nat(1_000_000), { maxLength: 900 }) }), {
        maxLength: 80,
      }),
      (steps) => {
        const lists = new TokenLists();
        const model = new Map<number, number[]>();
        for (const { row, list } of steps) {
          lists.set(row, list);
          model.set(row, list);
        }
        for (const [row, list] of model) expect([...lists.of(row)]).toEqual(list);
        expect([...lists.of(9_999)]).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});
