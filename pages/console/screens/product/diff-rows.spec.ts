import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { diffRows, type Forms, isDifference } from './diff-rows.js';
import { leavesOf } from './leaves.js';

const int = (value: number): object => ({ $numberInt: String(value) });
const forms = (given: Partial<Forms>): Forms => ({
  stored: null,
  answered: null,
  migrated: null,
  copied: [],
  ...given,
});
const told = (given: Partial<Forms>): unknown =>
  diffRows(forms(given)).map(({ stored, answered, migrated, verdict }) => [
    stored?.path,
    answered?.path,
    migrated?.path,
    verdict,
  ]);

describe('leavesOf', () => {
  it('gives each value with its path, its text and its type', () => {
    const tree = {
      a: int(5),
      b: [{ c: '5' }, { c: { $numberDouble: '5.0' } }],
      d: { $date: { $numberLong: '0' } },
      e: [],
      f: null,
      g: true,
      h: { $oid: '67e5' },
    };
    expect(leavesOf(tree).map(({ path, text, type }) => `${path} ${text} ${type}`)).toEqual([
      'a 5 int',
      'b.0.c 5 text',
      'b.1.c 5.0 double',
      'd 1970-01-01T00:00:00.000Z date',
      'e [] list',
      'f null null',
      'g true boolean',
      'h 67e5 object id',
    ]);
  });
});

describe('diffRows', () => {
  it('has the price of an old product beside the new one, as the mapping says where it comes from', () => {
    const given = {
      stored: { basePrice: int(640) },
      answered: { pricing: { basePrice: 640 } },
      migrated: { basePrice: int(640), pricing: { basePrice: int(640) } },
      copied: [{ path: 'pricing.basePrice', from: 'basePrice' }],
    };
    expect(told(given)).toEqual([
      ['basePrice', undefined, 'basePrice', 'same'],
      ['basePrice', 'pricing.basePrice', 'pricing.basePrice', 'moved'],
    ]);
  });

  it('finds what was moved within something that was copied whole, and under another name by a telling value', () => {
    const given = {
      stored: { old: { deep: 'x' }, images: { primary: '/images/products/ring.jpg' } },
      migrated: { fresh: { deep: 'x' }, primaryImage: '/images/products/ring.jpg' },
      copied: [{ path: 'fresh', from: 'old' }],
    };
    expect(told(given)).toEqual([
      ['old.deep', undefined, 'fresh.deep', 'moved'],
      ['images.primary', undefined, 'primaryImage', 'moved'],
      ['old.deep', undefined, undefined, 'kept'],
      ['images.primary', undefined, undefined, 'kept'],
    ]);
  });

  it('has an answer beside the value that it repeats elsewhere, and takes that for no difference', () => {
    const stone = { gemstones: [{ type: 'opal' }, { type: 'opal' }] };
    const rows = diffRows(forms({ stored: stone, migrated: stone, answered: { detail: stone } }));
    expect(rows.map(({ answered, verdict }) => [answered?.path, verdict])).toEqual([
      ['detail.gemstones.0.type', 'same'],
      ['detail.gemstones.1.type', 'same'],
    ]);
    expect(rows.filter(isDifference)).toEqual([]);
  });

  it('calls a value changed that has another type only', () => {
    expect(told({ stored: { carat: '1.5' }, migrated: { carat: { $numberDouble: '1.5' } } })).toEqual([
      ['carat', undefined, 'carat', 'changed'],
    ]);
    expect(told({ stored: { n: int(1) }, migrated: { n: { $numberLong: '1' } } })).toEqual([
      ['n', undefined, 'n', 'changed'],
    ]);
  });

  it('tells what is added, what is kept aside, and what only the answer says', () => {
    expect(
      told({
        stored: { inventory: [] },
        answered: { took: 'place' },
        migrated: { inventory: { available: true }, legacy: { version: 1 } },
      }),
    ).toEqual([
      [undefined, undefined, 'inventory.available', 'added'],
      ['inventory', undefined, undefined, 'kept'],
      [undefined, 'took', undefined, 'answered only'],
    ]);
  });

  it('says where an answer differs, but takes JSON’s fewer types for the same', () => {
    const differs = (stored: unknown, answered: unknown): boolean | undefined =>
      diffRows(forms({ stored: { v: stored }, migrated: { v: stored }, answered: { v: answered } }))[0]?.answerDiffers;
    expect([
      differs({ $numberDouble: '640.0' }, 640),
      differs({ $date: { $numberLong: '0' } }, '1970-01-01T00:00:00.000Z'),
      differs({ $oid: '67e5' }, '67e5'),
    ]).toEqual([false, false, false]);
    expect([differs('1.5', 1.5), differs(int(8), true), differs('a', 'b')]).toEqual([true, true, true]);
  });

  it('has nothing that differs between a document and itself, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 2 })), (tree) => {
        const rows = diffRows(forms({ stored: tree, migrated: tree }));
        return rows.every((row) => !isDifference(row));
      }),
    );
  });

  it('shows each value of each form once at least', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (stored, migrated) => {
        const rows = diffRows(forms({ stored: { stored }, migrated: { migrated } }));
        const shown = new Set(rows.flatMap((row) => [row.stored?.path, row.migrated?.path]));
        return [...leavesOf({ stored }), ...leavesOf({ migrated })].every(({ path }) => shown.has(path));
      }),
    );
  });
});
