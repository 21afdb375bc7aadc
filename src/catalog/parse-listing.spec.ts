import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../errors/domain-error.js';
import { encodeCursor, listingFingerprint } from '../listing/cursor.js';
import { NO_FILTER } from '../listing/filters.js';
import { parseListing } from './parse-listing.js';

describe('parseListing', () => {
  it.each([
    {
      title: 'nothing',
      raw: {},
      expected: {
        filter: NO_FILTER,
        sort: 'featured',
        limit: 24,
        page: { kind: 'page', page: 1 },
        facets: [],
        count: 'exact',
      },
    },
    {
      title: 'values by comma and repeated, in one order',
      raw: { metal: ['silver,platinum', '14k-gold'] },
      expected: { filter: { ...NO_FILTER, terms: { metal: ['14k-gold', 'platinum', 'silver'] } } },
    },
    {
      title: 'an escaped comma',
      raw: { tags: 'a\\,b,c' },
      expected: { filter: { ...NO_FILTER, terms: { tags: ['a,b', 'c'] } } },
    },
    {
      title: 'bounds and flags',
      raw: { priceMin: '10', priceMax: '99.5', labGrown: 'false' },
      expected: { filter: { ...NO_FILTER, ranges: { price: { min: 10, max: 99.5 } }, flags: { labGrown: false } } },
    },
    {
      title: 'full text sorts by relevance',
      raw: { q: ' rose  ring ' },
      expected: { sort: 'relevance', filter: { ...NO_FILTER, q: 'rose  ring' } },
    },
    {
      title: 'ids keep their order',
      raw: { ids: 'b,a' },
      expected: { sort: 'asked', limit: 100, filter: { ...NO_FILTER, ids: ['b', 'a'] } },
    },
    {
      title: 'page and limit',
      raw: { page: '3', limit: '100', count: 'none' },
      expected: { page: { kind: 'page', page: 3 }, limit: 100, count: 'none' },
    },
    {
      title: 'options of a product',
      raw: { availableIn: 'platinum', availableStone: 'ruby', collection: 'Dawn' },
      expected: {
        filter: { ...NO_FILTER, terms: { availableIn: ['platinum'], availableStone: ['ruby'], collection: ['Dawn'] } },
      },
    },
    {
      title: 'offers by popularity',
      raw: { onSale: 'true', customizable: 'false', sort: 'popular' },
      expected: { sort: 'popular', filter: { ...NO_FILTER, flags: { onSale: true, customizable: false } } },
    },
    { title: 'facets by name', raw: { facets: 'metal,carat' }, expected: { facets: ['metal', 'carat'] } },
  ])('understands $title', ({ raw, expected }) => {
    expect(parseListing(raw)).toMatchObject(expected);
  });

  it.each([
    { raw: { metall: 'silver' }, parameter: 'metall', problem: /^unknown parameter; did you mean `metal`\?$/ },
    { raw: { metal: 'gold-14k' }, parameter: 'metal', problem: /has no value gold-14k/ },
    { raw: { category: 'ring' }, parameter: 'category', problem: /did you mean `rings`/ },
    { raw: { limit: '0' }, parameter: 'limit', problem: /1 to 100/ },
    { raw: { limit: '1e2' }, parameter: 'limit', problem: /1 to 100/ },
    { raw: { limit: ['1', '2'] }, parameter: 'limit', problem: /only once/ },
    { raw: { page: '101', limit: '100' }, parameter: 'page', problem: /nextCursor/ },
    { raw: { priceMin: '10', priceMax: '5' }, parameter: 'priceMin', problem: /more than priceMax/ },
    { raw: { priceMin: '0x10' }, parameter: 'priceMin', problem: /must be a number/ },
    { raw: { recycled: 'yes' }, parameter: 'recycled', problem: /true, false/ },
    { raw: { 'metal[$ne]': 'x' }, parameter: 'metal[$ne]', problem: /unknown parameter/ },
    { raw: { sort: 'relevance' }, parameter: 'sort', problem: /needs a full-text query/ },
    { raw: { q: '!!!' }, parameter: 'q', problem: /letter or digit/ },
    { raw: { q: 'a'.repeat(129) }, parameter: 'q', problem: /longer than 128/ },
    { raw: { tags: '' }, parameter: 'tags', problem: /empty/ },
    { raw: { ids: Array.from({ length: 101 }, (_, i) => `p${i}`).join(',') }, parameter: 'ids', problem: /100 values/ },
    { raw: { cursor: 'abc' }, parameter: 'cursor', problem: /not a valid cursor/ },
    {
      raw: {
        cursor: encodeCursor({ side: 'after', key: { values: [1], id: 'x' } }, listingFingerprint(NO_FILTER, 'price')),
      },
      parameter: 'cursor',
      problem: /another filter or sort/,
    },
    { raw: { availableIn: 'gold' }, parameter: 'availableIn', problem: /has no value gold/ },
    { raw: { facets: 'metals' }, parameter: 'facets', problem: /did you mean `metal`/ },
  ])('refuses $raw', ({ raw, parameter, problem }) => {
    expect(() => parseListing(raw)).toThrow(InvalidInputError);
    try {
      parseListing(raw);
    } catch (error) {
      const { problems } = error as InvalidInputError;
      expect(problems).toContainEqual(
        expect.objectContaining({ parameter, problem: expect.stringMatching(problem) as unknown as string }),
      );
    }
  });

  it('names every problem at once', () => {
    try {
      parseListing({ limit: '0', sort: 'cheap', colour: 'D' });
      throw new Error('not refused');
    } catch (error) {
      expect((error as InvalidInputError).problems.map(({ parameter }) => parameter)).toEqual([
        'colour',
        'sort',
        'limit',
      ]);
    }
  });
});
