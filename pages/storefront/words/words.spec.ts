import { describe, expect, it } from '@jest/globals';

import { finenessOf, finenessOfMetal, shapeOf, shapeOfPurity, toneOf } from './fineness.js';
import { headingOf, piecesWords } from './heading.js';
import { materialWords, metalWords, priceWords, type Product } from './product-words.js';

const sustainability = { recycled: false, ethicallySourced: false };
const origin = { labGrown: true, conflictFree: true, traceable: true };

function materials(metal: string, stone?: { type: string; carat?: number }): Product['materialSpecs'] {
  return {
    metal: { type: metal, purity: '14K', finish: 'polished', sustainability },
    ...(stone === undefined ? {} : { stone: { ...stone, certification: 'none', sustainability: origin } }),
  } as Product['materialSpecs'];
}

describe('the words of a product', () => {
  it.each([
    ['14k-rose-gold', { type: 'lab-diamond', carat: 0.75 }, '0.75 ct lab diamond, 14K rose gold'],
    ['platinum', { type: 'diamond', carat: 1 }, '1 ct diamond, platinum'],
    ['14k-gold', { type: 'pearl' }, 'Pearl, 14K yellow gold'],
    ['silver', undefined, 'Sterling silver'],
    ['24k-gold', undefined, '24K gold'],
    ['unspecified', { type: 'other', carat: 2 }, '2 ct gemstone, metal not stated'],
  ])('%s with %j: %s', (metal, stone, words) => {
    expect(materialWords(materials(metal, stone))).toBe(words);
  });

  it('gold has its color where it comes in several', () => {
    expect(['9k-gold', '18k-white-gold', '22k-gold', 'stainless-steel'].map(metalWords)).toEqual([
      '9K yellow gold',
      '18K white gold',
      '22K gold',
      'stainless steel',
    ]);
  });

  it('a price has cents only where it needs them, and its own currency', () => {
    expect([priceWords(1290, 'USD'), priceWords(149.9, 'USD'), priceWords(5, 'EUR')]).toEqual([
      '$1,290',
      '$149.90',
      '€5',
    ]);
    expect(priceWords(12.5, 'no such')).toBe('12.50 no such');
  });
});

describe('the fineness mark', () => {
  it.each([
    ['14K', '585'],
    ['18k', '750'],
    ['925', '925'],
    ['unspecified', undefined],
    ['sterling', undefined],
  ])('of %s is %s', (purity, number) => {
    expect(finenessOf(purity)).toBe(number);
  });

  it('is told by the family, and of platinum not by its name alone', () => {
    expect(['18k-rose-gold', 'silver', 'platinum', 'titanium'].map(shapeOf)).toEqual([
      'octagon',
      'oval',
      'house',
      'box',
    ]);
    expect(['18k-rose-gold', 'silver', 'platinum', 'brass'].map(finenessOfMetal)).toEqual([
      '750',
      '925',
      undefined,
      undefined,
    ]);
    expect(['14K', '925', '950', '999'].map(shapeOfPurity)).toEqual(['octagon', 'oval', 'house', 'box']);
    expect(['14k-gold', '14k-rose-gold', '14k-white-gold', 'titanium'].map(toneOf)).toEqual([
      'gold',
      'rose',
      'white',
      'steel',
    ]);
  });
});

describe('the heading', () => {
  it.each([
    [{ q: '', category: [] }, 'All pieces'],
    [{ q: '', category: ['rings', 'earrings', 'bracelets'] }, 'Rings, Earrings and Bracelets'],
    [{ q: 'opal', category: [] }, 'Results for “opal”'],
    [{ q: 'opal', category: ['rings'] }, 'Rings for “opal”'],
  ])('of %j is %s', ({ q, category }, heading) => {
    expect(headingOf({ q, terms: category.length === 0 ? {} : { category }, ranges: {}, flags: {} })).toBe(heading);
  });

  it('one piece is not several', () => {
    expect([0, 1, 1200].map(piecesWords)).toEqual(['0 pieces', '1 piece', '1,200 pieces']);
  });
});
