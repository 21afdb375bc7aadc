import { describe, expect, it } from '@jest/globals';
import { facetsCost, idsCost, introspectionCost, pageCost, pageFacetsCost } from './query-cost.js';

describe('costs', () => {
  it.each([
    { title: 'the default size', args: { first: 24 }, fields: 10, expected: 25 },
    { title: 'a null size', args: { first: null }, fields: 10, expected: 25 },
    { title: 'a size of variables', args: { first: 100 }, fields: 10, expected: 101 },
    { title: 'a page before a cursor', args: { first: 24, last: 50 }, fields: 10, expected: 51 },
    { title: 'a negative size', args: { first: -5 }, fields: 10, expected: 1 },
    { title: 'a size beyond all', args: { first: 2_147_483_647 }, fields: 10, expected: 2_147_483_648 },
    {
      title: 'all of the ids, whatever the default size',
      args: { first: 24, filter: { ids: Array.from({ length: 90 }, () => 'x') } },
      fields: 10,
      expected: 91,
    },
    {
      title: 'slugs',
      args: { first: 24, filter: { ids: null, slugs: Array.from({ length: 90 }, () => 'x') } },
      fields: 10,
      expected: 91,
    },
    {
      title: 'facets once for the page, not for each product',
      args: { first: 100 },
      fields: 10 + pageFacetsCost(),
      expected: 151,
    },
    { title: 'facets asked for twice', args: { first: 1 }, fields: 10 + 2 * pageFacetsCost(), expected: 102 },
  ])('counts $title', ({ args, fields, expected }) => {
    expect(pageCost({ args, childComplexity: fields })).toBe(expected);
  });

  it('counts products by id by their number', () => {
    expect(idsCost({ args: { ids: ['a', 'b'] }, childComplexity: 10 })).toBe(3);
  });

  it('prices facets and introspections alike, however much of them is shown', () => {
    expect([
      facetsCost(),
      introspectionCost({ field: { name: '__schema' } }),
      introspectionCost({ field: { name: 'products' } }),
    ]).toEqual([50, 200, undefined]);
  });
});
