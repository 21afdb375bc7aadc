import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parametersMeant, unknownParameter } from './parameter-hints.js';
import { LISTING_PARAMETERS } from '../catalog/parse-listing.js';

describe('unknown parameters', () => {
  it.each([
    // The examples that clients reported.
    ['minPrice', 'priceMin'],
    ['maxPrice', 'priceMax'],
    ['sortOrder', 'sort'],
    ['query', 'q'],
    ['search', 'q'],
    ['materials', 'metal'],
    ['gemstones', 'stone'],
    ['per_page', 'limit'],
    ['metal[0]', 'metal'],
    ['metall', 'metal'],
    // Other orders, separators and cases.
    ['min_price', 'priceMin'],
    ['price_max', 'priceMax'],
    ['PRICE-MIN', 'priceMin'],
    ['price[gte]', 'priceMin'],
    ['price.lte', 'priceMax'],
    ['priceFrom', 'priceMin'],
    ['minimumPrice', 'priceMin'],
    ['carat_min', 'caratMin'],
    ['maxCarat', 'caratMax'],
    ['Metal', 'metal'],
    ['stock_in', 'inStock'],
    ['filter[metal]', 'metal'],
    ['filter[metal][]', 'metal'],
    ['mode-tags', 'tagsMode'],
    ['metals', 'metal'],
    ['categories', 'category'],
    ['subCategories', 'subcategory'],
    ['collections', 'collection'],
    ['colours', 'color'],
    // Other words.
    ['order', 'sort'],
    ['order_by', 'sort'],
    ['sort-by', 'sort'],
    ['first', 'limit'],
    ['pageSize', 'limit'],
    ['after', 'cursor'],
    ['page_number', 'page'],
    ['karat', 'purity'],
    ['brand', 'creator'],
    ['materialTags', 'tags'],
    ['on_sale', 'onSale'],
    ['isNew', 'newArrival'],
  ])('%s means %s', (unknown, meant) => {
    expect(unknownParameter(unknown, LISTING_PARAMETERS)).toBe(`unknown parameter; did you mean \`${meant}\`?`);
  });

  it.each([
    ['offset', '`page` or `cursor`'],
    ['price', '`priceMin` or `priceMax`'],
    ['carats', '`caratMin` or `caratMax`'],
  ])('%s means one of %s', (unknown, meant) => {
    expect(unknownParameter(unknown, LISTING_PARAMETERS)).toBe(`unknown parameter; did you mean ${meant}?`);
  });

  it.each(['zzzzzzzz', '', '[]', '__proto__', 'x'.repeat(5_000)])('%.20s resembles none', (unknown) => {
    expect(unknownParameter(unknown, LISTING_PARAMETERS)).toBe('unknown parameter');
  });

  it('suggests only what the address takes', () => {
    expect(parametersMeant('query', ['limit'])).toEqual([]);
    expect(unknownParameter('metal', [])).toBe('unknown parameter');
  });

  it('never throws, and suggests known names only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (unknown) => {
        for (const meant of parametersMeant(unknown, LISTING_PARAMETERS)) expect(LISTING_PARAMETERS).toContain(meant);
      }),
      { numRuns: 2_000 },
    );
  });
});
