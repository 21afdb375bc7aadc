import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SharedLists } from './shared-lists.js';

describe('shared lists', () => {
  it('gives equal lists the same number, and the empty list 0', () => {
    const lists = new SharedLists();
    expect(lists.take([])).toBe(0);
    const first = lists.take([1, 2]);
    expect(lists.take([1, 2])).toBe(first);
    expect(lists.take([12])).not.toBe(first);
    expect(lists.at(first)).toEqual([1, 2]);
  });

  it('reuses a number only when its list is no longer in use', () => {
    const lists = new SharedLists();
    const [first, again] = [lists.take([1]), lists.take([1])];
    lists.release(first);
    expect(lists.take([2])).not.toBe(first);
    lists.release(again);
    expect(lists.at(first)).toEqual([]);
    expect(lists.take([3])).toBe(first);
    lists.release(0);
    expect(lists.at(0)).toEqual([]);
  });

  it('holds every list in use after any takes and releases, and never more than were in use at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.array(fc.nat(3), { maxLength: 2 })), { maxLength: 60 }),
        (changes) => {
          const lists = new SharedLists();
          const rows: (readonly number[])[] = [];
          const numbers: number[] = [];
          for (const [row, list] of changes) {
            lists.release(numbers[row] ?? 0);
            numbers[row] = lists.take(list);
            rows[row] = list;
            for (const [position, held] of rows.entries())
              if (held !== undefined) expect(lists.at(numbers[position] ?? 0)).toEqual(held);
          }
          expect(lists.size).toBeLessThanOrEqual(11);
        },
      ),
    );
  });
});
