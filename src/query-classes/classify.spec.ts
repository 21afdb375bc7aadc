import { describe, expect, it } from '@jest/globals';

import { parseListing } from '../catalog/parse-listing.js';
import { classOfListing, classOfProductPage } from './classify.js';

describe('classOfListing', () => {
  it.each([
    { asked: {}, expected: 'catalogue-page' },
    { asked: { sort: '-carat', page: '4' }, expected: 'catalogue-page' },
    { asked: { limit: '24', facets: 'true' }, expected: 'catalogue-page' },
    { asked: { limit: '25' }, expected: 'anything' },
    { asked: { category: 'rings' }, expected: 'category-browse' },
    { asked: { category: 'rings,earrings', subcategory: 'engagement-rings' }, expected: 'category-browse' },
    { asked: { category: 'rings', limit: '100' }, expected: 'anything' },
    { asked: { metal: '14k-gold,platinum' }, expected: 'material-filter' },
    { asked: { stone: 'lab-diamond', sort: 'price' }, expected: 'material-filter' },
    { asked: { caratMin: '0.5', caratMax: '2' }, expected: 'material-filter' },
    { asked: { labGrown: 'true' }, expected: 'material-filter' },
    { asked: { metal: 'silver', stone: 'ruby' }, expected: 'combined-filter' },
    { asked: { category: 'rings', metal: 'silver' }, expected: 'combined-filter' },
    { asked: { category: 'rings', priceMax: '500' }, expected: 'combined-filter' },
    { asked: { priceMax: '500' }, expected: 'combined-filter' },
    { asked: { inStock: 'false' }, expected: 'combined-filter' },
    { asked: { q: 'halo' }, expected: 'text-search' },
    { asked: { q: 'halo', category: 'rings' }, expected: 'combined-filter' },
    { asked: { ids: 'prod_1,prod_2' }, expected: 'anything' },
    { asked: { slugs: 'halo-ring-000001' }, expected: 'anything' },
  ])('$asked is $expected', ({ asked, expected }) => {
    expect(classOfListing(parseListing(asked))).toBe(expected);
  });
});

describe('classOfProductPage', () => {
  it.each([
    { text: 'two-steps-toi-et-moi-000007', expected: 'product-by-slug' },
    { text: 'ring-1', expected: 'product-by-slug' },
    { text: 'prod_1739264820_007', expected: 'product-by-id' },
    { text: '67e51cb40000000000000039', expected: 'product-by-id' },
    { text: '0f8fad5b-d9cb-469f-a165-70867728950e', expected: 'product-by-id' },
    { text: '42', expected: 'product-by-id' },
    { text: '-', expected: 'product-by-id' },
    { text: 'Ring-1', expected: 'product-by-id' },
  ])('$text is $expected', ({ text, expected }) => {
    expect(classOfProductPage(text)).toBe(expected);
  });

  it('takes no longer for a long text', () => {
    expect(classOfProductPage(`${'a-'.repeat(20_000)}!`)).toBe('product-by-id');
  });
});
