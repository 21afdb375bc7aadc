import { describe, expect, it } from '@jest/globals';
import { parseListing } from '../catalog/parse-listing.js';
import { InvalidInputError } from '../errors/domain-error.js';
import { encodeCursor, listingFingerprint } from '../listing/cursor.js';
import { NO_FILTER } from '../listing/filters.js';
import type { SortOrder } from '../listing/sort-orders.js';
import type { ProductsArguments } from './listing-query.js';
import { toFacetKeys, toListingQuery } from './listing-query.js';

const WANTED = { total: true, facets: [] };
const texts = (length: number): string[] => Array.from({ length }, (_, position) => `t${position}`);
const cursor = (side: 'after' | 'before', sort: SortOrder = 'price'): string =>
  encodeCursor({ side, key: { values: [12], id: 'p7' } }, listingFingerprint(NO_FILTER, sort));

describe('toListingQuery', () => {
  it.each<{ title: string; args: ProductsArguments; raw: Record<string, string> }>([
    { title: 'nothing', args: {}, raw: {} },
    {
      title: 'null everywhere',
      args: { filter: null, sort: null, first: null, after: null, last: null, before: null },
      raw: {},
    },
    { title: 'a filter of nulls', args: { filter: { metal: undefined, price: {}, stone: { carat: {} } } }, raw: {} },
    {
      title: 'materials in any order',
      args: { filter: { metal: { type: { in: ['silver', '14k-gold', 'silver'] } } } },
      raw: { metal: '14k-gold,silver' },
    },
    {
      title: 'category and subcategory',
      args: { filter: { category: { in: ['rings'] }, subcategory: { in: ['studs'] } } },
      raw: { category: 'rings', subcategory: 'studs' },
    },
    {
      title: 'the rest of the metal',
      args: {
        filter: {
          metal: {
            purity: { in: ['14K'] },
            finish: { in: ['matte, brushed'] },
            recycled: true,
            ethicallySourced: false,
          },
        },
      },
      raw: { purity: '14K', finish: 'matte\\, brushed', recycled: 'true', ethicallySourced: 'false' },
    },
    {
      title: 'the stone',
      args: {
        filter: {
          stone: {
            type: { in: ['lab-diamond'] },
            cut: { in: ['oval'] },
            clarity: { in: ['VS1'] },
            color: { in: ['D'] },
            certification: { in: ['IGI'] },
            carat: { min: 0.5, max: 2 },
            labGrown: true,
            conflictFree: true,
            traceable: false,
          },
        },
      },
      raw: {
        stone: 'lab-diamond',
        cut: 'oval',
        clarity: 'VS1',
        color: 'D',
        certification: 'IGI',
        caratMin: '0.5',
        caratMax: '2',
        labGrown: 'true',
        conflictFree: 'true',
        traceable: 'false',
      },
    },
    {
      title: 'options and collections',
      args: {
        filter: {
          availableIn: { in: ['platinum', '14k-gold'] },
          availableStone: { in: ['moissanite'] },
          collection: { in: ['First Light'] },
        },
      },
      raw: { availableIn: '14k-gold,platinum', availableStone: 'moissanite', collection: 'First Light' },
    },
    {
      title: 'offers, the most viewed first',
      args: { filter: { onSale: true, customizable: false }, sort: 'popular' },
      raw: { onSale: 'true', customizable: 'false', sort: 'popular' },
    },
    { title: 'names backwards', args: { sort: '-name' }, raw: { sort: '-name' } },
    { title: 'one bound', args: { filter: { price: { max: 1000 } } }, raw: { priceMax: '1000' } },
    {
      title: 'tags, all of them',
      args: { filter: { tags: { in: ['gift', 'boho'], mode: 'all' } } },
      raw: { tags: 'boho,gift', tagsMode: 'all' },
    },
    {
      title: 'creator and currency',
      args: { filter: { creator: { in: ['mara'] }, currency: { in: ['usd'] } } },
      raw: { creator: 'mara', currency: 'USD' },
    },
    {
      title: 'flags',
      args: { filter: { inStock: true, featured: false, bestseller: true, newArrival: false } },
      raw: { inStock: 'true', featured: 'false', bestseller: 'true', newArrival: 'false' },
    },
    { title: 'full text, by relevance', args: { filter: { q: '  rose ring ' } }, raw: { q: 'rose ring' } },
    {
      title: 'full text by another order',
      args: { filter: { q: 'ring' }, sort: 'featured' },
      raw: { q: 'ring', sort: 'featured' },
    },
    { title: 'ids in the asked order', args: { filter: { ids: ['b', 'a'] } }, raw: { ids: 'b,a' } },
    { title: 'slugs', args: { filter: { slugs: ['b', 'a'] }, first: 1 }, raw: { slugs: 'b,a', limit: '1' } },
    { title: 'an order and a size', args: { sort: '-carat', first: 100 }, raw: { sort: '-carat', limit: '100' } },
    {
      title: 'what comes after a cursor',
      args: { sort: 'price', first: 5, after: cursor('after') },
      raw: { sort: 'price', limit: '5', cursor: cursor('after') },
    },
    {
      title: 'what comes before a cursor',
      args: { sort: 'price', last: 5, before: cursor('before') },
      raw: { sort: 'price', limit: '5', cursor: cursor('before') },
    },
    {
      title: 'what comes before the cursor of an edge',
      args: { sort: 'price', before: cursor('after') },
      raw: { sort: 'price', cursor: cursor('before') },
    },
    {
      title: 'what comes after a REST prevCursor',
      args: { sort: 'price', after: cursor('before') },
      raw: { sort: 'price', cursor: cursor('after') },
    },
  ])('understands $title as REST does', ({ args, raw }) => {
    expect(toListingQuery(args, WANTED)).toEqual(parseListing(raw));
  });

  it('counts only what is wanted', () => {
    expect(toListingQuery({}, { total: false, facets: ['metal'] })).toMatchObject({ count: 'none', facets: ['metal'] });
  });

  it.each<{ args: ProductsArguments; parameter: string; problem: RegExp }>([
    { args: { first: 0 }, parameter: 'first', problem: /1 to 100/ },
    { args: { first: -1 }, parameter: 'first', problem: /1 to 100/ },
    { args: { first: 101 }, parameter: 'first', problem: /1 to 100/ },
    { args: { last: 101, before: cursor('after', 'featured') }, parameter: 'last', problem: /1 to 100/ },
    { args: { last: 5 }, parameter: 'last', problem: /needs before/ },
    { args: { first: 5, before: 'x' }, parameter: 'first', problem: /cannot be combined/ },
    { args: { after: 'x', before: 'x' }, parameter: 'after', problem: /cannot be combined/ },
    { args: { after: 'x'.repeat(30_000) }, parameter: 'after', problem: /not a valid cursor/ },
    { args: { sort: 'name', after: cursor('after') }, parameter: 'after', problem: /another filter or sort/ },
    { args: { sort: 'relevance' }, parameter: 'sort', problem: /needs a full-text query/ },
    { args: { filter: { price: { min: 2, max: 1 } } }, parameter: 'price.min', problem: /more than price.max/ },
    { args: { filter: { stone: { carat: { min: -1 } } } }, parameter: 'carat.min', problem: /at least 0/ },
    { args: { filter: { q: '!!!' } }, parameter: 'q', problem: /letter or digit/ },
    { args: { filter: { q: 'a'.repeat(129) } }, parameter: 'q', problem: /longer than 128/ },
    { args: { filter: { tags: { in: [] } } }, parameter: 'tags', problem: /empty/ },
    { args: { filter: { tags: { in: [''] } } }, parameter: 'tags', problem: /1 to 200/ },
    { args: { filter: { tags: { in: ['a'.repeat(201)] } } }, parameter: 'tags', problem: /1 to 200/ },
    { args: { filter: { tags: { in: texts(51) } } }, parameter: 'tags', problem: /50 values/ },
    { args: { filter: { ids: texts(101) } }, parameter: 'ids', problem: /100 values/ },
    { args: { filter: { slugs: texts(101) } }, parameter: 'slugs', problem: /100 values/ },
  ])('refuses $parameter: $problem', ({ args, parameter, problem }) => {
    const error = errorOf(() => toListingQuery(args, WANTED));
    expect(error.problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ parameter, problem: expect.stringMatching(problem) })]),
    );
    expect(JSON.stringify(error.problems).length).toBeLessThan(1_000);
  });

  it('names every problem at once', () => {
    expect(
      errorOf(() =>
        toListingQuery({ first: 0, sort: 'relevance', filter: { price: { min: 2, max: 1 } } }, WANTED),
      ).problems.map(({ parameter }) => parameter),
    ).toEqual(['price.min', 'sort', 'first']);
  });
});

describe('toFacetKeys', () => {
  it('keeps the order that is asked for', () => {
    expect(toFacetKeys(['cut', 'category', 'cut'])).toEqual(['cut', 'category']);
  });

  it('uses REST’s defaults for facets=true if none are named', () => {
    expect(toFacetKeys(undefined)).toEqual(parseListing({ facets: 'true' }).facets);
    expect(toFacetKeys(null)).toEqual(toFacetKeys(undefined));
  });

  it('suggests the closest name for an unknown one', () => {
    expect(errorOf(() => toFacetKeys(['metl'])).message).toMatch(
      /keys has metl, which is not a facet; did you mean `metal`/,
    );
  });
});

function errorOf(call: () => unknown): InvalidInputError {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}
