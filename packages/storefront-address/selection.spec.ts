import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FLAGS, NOTHING, RANGES, readSelection, type Selection, selectionText, SORTS, TERMS } from './selection.js';
import { toggleTerm, withFlag, withRange } from './selection.js';

const read = (query: string): Selection => readSelection(new URLSearchParams(query));

const value = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && !text.includes('\\'));
const bound = fc.integer({ min: 0, max: 1_000_000 }).map((cents) => cents / 100);
const bounds = fc
  .tuple(fc.option(bound, { nil: undefined }), fc.option(bound, { nil: undefined }))
  .filter(([min, max]) => min !== undefined || max !== undefined)
  .map(([min, max]) => (min !== undefined && max !== undefined && min > max ? { min: max, max: min } : { min, max }));
const someOf = <Key extends string, Value>(
  keys: readonly Key[],
  of: fc.Arbitrary<Value>,
): fc.Arbitrary<Partial<Record<Key, Value>>> =>
  fc.dictionary(fc.constantFrom(...keys), of) as fc.Arbitrary<Partial<Record<Key, Value>>>;

/** Selections as the page can make them. */
const selections: fc.Arbitrary<Selection> = fc.record({
  terms: someOf(TERMS, fc.uniqueArray(value, { minLength: 1, maxLength: 3 })),
  ranges: someOf(RANGES, bounds),
  flags: someOf(FLAGS, fc.boolean()),
  q: fc.oneof(fc.constant(''), value),
  sort: fc.constantFrom(undefined, ...(Object.keys(SORTS) as (keyof typeof SORTS)[])),
});

describe('the selection in an address', () => {
  it('is empty if nothing is selected', () => {
    expect(selectionText(NOTHING)).toBe('');
    expect(read('')).toEqual({ ...NOTHING, sort: undefined });
  });

  it('reads back what it wrote, except for defaults', () => {
    fc.assert(
      fc.property(selections, (selection) => {
        const text = selectionText(selection);
        const isDefault = selection.sort === (selection.q === '' ? 'featured' : 'relevance');
        expect(read(text)).toEqual({ ...selection, sort: isDefault ? undefined : selection.sort });
        expect(selectionText(read(text))).toBe(text);
      }),
    );
  });

  it("uses the API's parameter names and readable lists", () => {
    const text = 'metal=14k-gold,platinum&priceMin=100&priceMax=900&caratMin=0.5&recycled=true&sort=-price';
    expect(selectionText(read(text))).toBe(text);
  });

  it('accepts repeated parameters and escaped commas', () => {
    expect(read('metal=silver&metal=platinum,silver').terms).toEqual({ metal: ['silver', 'platinum'] });
    expect(read(String.raw`tags=a\,b,c`).terms).toEqual({ tags: ['a,b', 'c'] });
    expect(selectionText(read(String.raw`tags=a\,b,c`))).toBe('tags=a%5C%2Cb,c');
  });

  it.each([
    ['utm_source=mail&fbclid=1', ''],
    ['cursor=WyJT&page=3&limit=5', ''],
    ['priceMin=-4&caratMax=abc', ''],
    ['sort=rating', ''],
    ['sort=featured', ''],
    ['q=ring&sort=relevance', 'q=ring'],
    ['recycled=maybe', ''],
    ['metal=,,&q=++', ''],
    ['priceMin=900&priceMax=100', 'priceMin=100&priceMax=900'],
  ])('of %s keeps %s', (given, kept) => {
    expect(selectionText(read(given))).toBe(kept);
  });
});

describe('changes of a selection', () => {
  it('toggling a value twice removes its filter', () => {
    const once = toggleTerm(NOTHING, 'metal', 'silver');
    expect(once.terms).toEqual({ metal: ['silver'] });
    expect(toggleTerm(once, 'metal', 'silver')).toEqual(NOTHING);
  });

  it('removes bounds without numbers and flags without a value', () => {
    expect(withRange(read('priceMin=5'), 'price', {}).ranges).toEqual({});
    expect(withFlag(read('inStock=true'), 'inStock', undefined).flags).toEqual({});
  });
});
