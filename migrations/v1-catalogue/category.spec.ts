import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { SUBCATEGORIES } from '../vocabulary.js';
import { category, subcategory } from './category.js';

const assumed = { category: 'jewelry', warns: ['category'] };

describe('category', () => {
  it.each([
    ...['rings', 'necklaces', 'earrings', 'bracelets', 'jewelry'].map((word) => ({
      word,
      expected: { category: word },
    })),
    { word: 'ring', expected: { category: 'rings' } },
    { word: 'necklace', expected: { category: 'necklaces' } },
    { word: 'earring', expected: { category: 'earrings' } },
    { word: 'bracelet', expected: { category: 'bracelets' } },
    { word: 'jewellery', expected: { category: 'jewelry' } },
    { word: ' RING ', expected: { category: 'rings' } },
    { word: 'pendant', expected: assumed },
    { word: 'hats', expected: assumed },
    { word: 'constructor', expected: assumed },
    { word: '', expected: assumed },
    { word: null, expected: assumed },
    { word: undefined, expected: assumed },
    { word: ['rings'], expected: assumed },
    { word: 7, expected: assumed },
  ])('$word → $expected', ({ word, expected }) => {
    expect(mapped(category, { category: word })).toEqual(expected);
  });

  it('ignores `type`, which has another meaning in this version', () => {
    expect(mapped(category, { type: 'ring' })).toEqual(assumed);
  });
});

describe('subcategory', () => {
  it.each([
    ...SUBCATEGORIES.map((word) => ({ word, expected: { subcategory: word } })),
    { word: ' Studs', expected: { subcategory: 'studs' } },
    ...['stud', '', null, undefined, 5, ['studs'], 'constructor'].map((word) => ({
      word,
      expected: { subcategory: 'accessories', warns: ['subcategory'] },
    })),
  ])('$word → $expected', ({ word, expected }) => {
    expect(mapped(subcategory, { subcategory: word })).toEqual(expected);
  });
});
