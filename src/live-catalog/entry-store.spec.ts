import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EntryStore } from './entry-store.js';

const text = (store: EntryStore, row: number): string | undefined => store.get(row)?.toString();

/** Sets and deletes on a few rows, with texts of all lengths and scripts. */
const operations = fc.array(
  fc.record({
    row: fc.nat(40),
    json: fc.option(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.integer({ min: 0, max: 300_000 }).map((length) => 'é'.repeat(length)),
      ),
      { freq: 4 },
    ),
  }),
  { maxLength: 60 },
);

describe('EntryStore', () => {
  it('returns what was stored, like a map', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const store = new EntryStore();
        const model = new Map<number, string>();
        for (const { row, json } of steps) {
          if (json === null) {
            store.delete(row);
            model.delete(row);
          } else {
            store.set(row, json);
            model.set(row, json);
          }
          for (let one = 0; one <= 40; one++)
            expect(text(store, one)).toBe(
              one > 40 || !model.has(one) ? undefined : Buffer.from(model.get(one) ?? '').toString(),
            );
        }
        expect(store.size).toMatchObject({
          evicted: 0,
          liveBytes: [...model.values()].reduce((sum, json) => sum + Buffer.byteLength(json), 0),
        });
      }),
      { numRuns: 40 },
    );
  });

  it('stays within its limit by evicting entries that were not read', () => {
    const store = new EntryStore(4 * 1024 * 1024);
    const entry = (row: number): string => `${row} `.padEnd(1_000, 'x');
    for (let row = 0; row < 20_000; row++) {
      store.set(row, entry(row));
      expect(text(store, 0)).toBe(entry(0)); // kept in use
    }
    const { allocatedBytes, evicted } = store.size;
    expect(allocatedBytes).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(evicted).toBeGreaterThan(15_000);
    expect(store.has(1)).toBe(false);
    expect(text(store, 19_999)).toBe(entry(19_999));
    store.set(1, entry(1));
    expect(text(store, 1)).toBe(entry(1));
  });

  it('frees memory when entries are replaced repeatedly', () => {
    const store = new EntryStore();
    for (let round = 0; round < 30; round++)
      for (let row = 0; row < 2_000; row++) store.set(row, `${round}`.padEnd(900, '-'));
    expect(store.size.allocatedBytes).toBeLessThan(8 * 1024 * 1024);
    expect(text(store, 1_999)).toBe('29'.padEnd(900, '-'));
  });

  it('never modifies bytes it has returned', () => {
    const store = new EntryStore();
    store.set(0, 'first');
    const handedOut = store.get(0);
    for (let round = 0; round < 5_000; round++) store.set(0, `later ${round}`.padEnd(900));
    expect(handedOut?.toString()).toBe('first');
  });
});
