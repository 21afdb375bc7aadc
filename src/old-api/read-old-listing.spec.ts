import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { OLD_AND_NEW } from '../../test/support/old-requests.js';
import { readListingRequest } from '../catalog/listing-request.js';
import { LISTING_PARAMETERS } from '../catalog/parse-listing.js';
import { type RawParameters } from '../http/parameter-reader.js';
import { type InputProblem, InvalidInputError } from '../errors/domain-error.js';
import { type OldAddress, FEATURED, OLD_NAMES, OLD_PARAMETERS, ofCategory } from './contract.js';
import { readOldListing } from './read-old-listing.js';
import { isOldRequest, translate } from './translate.js';

/** Parameters as the HTTP server parses them. */
function rawOf(query: string): RawParameters {
  const raw: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = raw[name];
    raw[name] = before === undefined ? value : [before, value].flat();
  }
  return raw;
}

function addressOf(path: string): OldAddress {
  const category = /^\/category\/(.*)$/.exec(path)?.[1];
  return category === undefined ? FEATURED : ofCategory(category);
}

function problemsOf(raw: RawParameters, address?: OldAddress): readonly InputProblem[] {
  try {
    readOldListing(raw, address);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  throw new Error('Nothing was refused');
}

describe('an old request', () => {
  it.each(OLD_AND_NEW.filter(({ title }) => title !== 'both kinds of tags'))('$title: $old', ({ old, now }) => {
    const [path = '', query = ''] = old.startsWith('/') ? old.split('?') : ['', old];
    const { query: asked } = readOldListing(rawOf(query), path === '' ? undefined : addressOf(path));
    expect(asked).toEqual(readListingRequest(rawOf(now)).query);
  });

  it('needs a tag of each kind where both are given', () => {
    const { filter } = readOldListing(rawOf('materialTags=b,a&tags=c')).query;
    expect(filter).toMatchObject({ terms: { tags: ['c'] }, alsoTags: ['a', 'b'] });
  });

  it('is distinguished from a current one only by its names', () => {
    for (const name of OLD_NAMES) expect(isOldRequest({ [name]: '' })).toBe(true);
    expect(isOldRequest(Object.fromEntries(LISTING_PARAMETERS.map((name) => [name, 'x'])))).toBe(false);
    expect(isOldRequest({ constructor: 'x', toString: 'y' })).toBe(false);
  });
});

describe('a bad old request', () => {
  it.each<[string, string, RegExp]>([
    ['sortBy=rating', 'sortBy', /no ratings; send popularity, price, name, newest/],
    ['sortBy=cheap', 'sortBy', /must be one of popularity/],
    ['sortOrder=up', 'sortOrder', /must be one of asc, desc/],
    ['sortBy=price&sortBy=name', 'sortBy', /only once/],
    ['minPrice=cheap', 'minPrice', /must be a number/],
    ['minPrice=5&maxPrice=1', 'minPrice', /is more than maxPrice \(1\)/],
    ['minPrice=1&minPrice=2', 'minPrice', /only once/],
    ['metals=gold', 'metals', /must be one of silver, 14k-gold, 18k-gold, platinum/],
    ['metals=__proto__', 'metals', /must be one of/],
    ['stones=glass', 'stones', /must be one of lab-diamond/],
    ['categories=hats', 'categories', /must be one of rings/],
    ['subcategories=hats', 'subcategories', /has no value hats/],
    ['materials=wood-oak', 'materials', /names no metal/],
    ['gemstones=constructor', 'gemstones', /must be one of/],
    [`materialTags=${Array.from({ length: 51 }, (_, i) => i).join(',')}`, 'materialTags', /takes at most 50 values/],
    [
      `tags=a&materialTags=${Array.from({ length: 51 }, (_, i) => i).join(',')}`,
      'materialTags',
      /takes at most 50 values/,
    ],
    [`tags=a&materialTags=${'x'.repeat(201)}`, 'materialTags', /longer than 200/],
    ['query=!!!', 'query', /no letter or digit/],
    [`query=${'a'.repeat(129)}`, 'query', /longer than 128/],
    ['query=ring&limit=0', 'limit', /from 1 to/],
    ['query=ring&limit=-1', 'limit', /from 1 to/],
    ['query=ring&page=0', 'page', /from 1 to/],
    ['query=ring&page=501', 'page', /nextCursor/],
    ['query=ring&foo=1', 'foo', /^unknown parameter/],
    ['query=ring&facets=metals', 'facets', /is not a facet/],
    ['query=ring&fields=price', 'fields', /is not a product field/],
    ['query=ring&cursor=x', 'cursor', /is not a valid cursor/],
    // The same thing under its name in each contract.
    ['query=a&q=b', 'query', /means the same as `q`/],
    ['sortBy=price&sort=price', 'sortBy', /means the same as `sort`/],
    ['sortOrder=asc&sort=price', 'sortOrder', /means the same as `sort`/],
    ['categories=rings&category=rings', 'categories', /means the same as `category`/],
    ['subcategories=studs&subcategory=studs', 'subcategories', /means the same as `subcategory`/],
    ['minPrice=1&priceMin=1', 'minPrice', /means the same as `priceMin`/],
    ['maxPrice=1&priceMax=1', 'maxPrice', /means the same as `priceMax`/],
    ['metals=silver&metal=silver', 'metals', /means the same as `metal`/],
    ['stones=moissanite&stone=ruby', 'stones', /means the same as `stone`/],
    ['materials=silver&availableIn=silver', 'materials', /means the same as `availableIn`/],
    ['gemstones=ruby&availableStone=ruby', 'gemstones', /means the same as `availableStone`/],
    ['collections=a&collection=a', 'collections', /means the same as `collection`/],
  ])('%.60s is refused for %s', (query, parameter, problem) => {
    expect(problemsOf(rawOf(query))).toEqual([
      expect.objectContaining({ parameter, problem: expect.stringMatching(problem) as unknown as string }),
    ]);
  });

  it('is rejected with all of its problems at once, in its own names', () => {
    expect(
      problemsOf(rawOf('minPrice=x&metals=tin&sortBy=rating&limit=0&foo=1'))
        .map(({ parameter }) => parameter)
        .sort(),
    ).toEqual(['foo', 'limit', 'metals', 'minPrice', 'sortBy']);
  });

  it.each<[string, OldAddress, string]>([
    ['featured=false', FEATURED, 'featured'],
    ['categories=rings', ofCategory('rings'), 'categories'],
    ['category=rings', ofCategory('rings'), 'category'],
    ['', ofCategory('hats'), 'category'],
    ['', ofCategory('rings,necklaces'), 'category'],
  ])('%s at an address that says it already, or says nothing that is known', (query, address, parameter) => {
    expect(problemsOf(rawOf(query), address).map((problem) => problem.parameter)).toEqual([parameter]);
  });
});

describe('warnings', () => {
  it.each<[string, readonly string[]]>([
    ['sizes=6&creatorTier=a&creatorExclusive=b', ['sizes', 'creatorTier', 'creatorExclusive']],
    ['query=a&inStock=false&featured=FALSE&onSale=0', ['inStock', 'featured']],
    ['query=a&limit=51', ['limit']],
    ['query=a&limit=50', []],
    ['sortBy=newest&sortOrder=asc', ['sortOrder']],
    ['sortBy=newest&sortOrder=desc', []],
    ['sortBy=price&sortOrder=asc', []],
  ])('%s', (query, parameters) => {
    expect(
      translate(rawOf(query))
        .warnings.map(({ parameter }) => parameter)
        .sort(),
    ).toEqual([...parameters].sort());
  });

  it('are in the old meta, with the request and the available options', () => {
    const { meta } = readOldListing(rawOf('metals=silver&sizes=6&query='));
    expect(meta?.(12.345)).toMatchObject({
      version: '1.0.0',
      responseTime: 12.3,
      timestamp: expect.any(String),
      filters: {
        applied: { metals: 'silver', sizes: '6' },
        available: { metals: ['silver', '14k-gold', '18k-gold', 'platinum'] },
      },
      performance: { responseTime: 12.3 },
      warnings: [{ parameter: 'sizes', problem: expect.any(String) }],
    });
  });
});

describe('any old request', () => {
  const words = Object.values(OLD_PARAMETERS).flatMap((old) => (old.kind === 'words' ? Object.keys(old.words) : []));
  const value = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      ',',
      '1',
      '0',
      '-1',
      '1e9',
      'NaN',
      'true',
      'false',
      'asc',
      'rating',
      'price',
      '__proto__',
      '\\',
      'a\\,b',
      '\u0000',
      '💍',
      'x'.repeat(300),
      ...words,
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...OLD_NAMES, ...LISTING_PARAMETERS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  );
  const raws: fc.Arbitrary<RawParameters> = fc
    .array(fc.tuple(name, fc.oneof(value, fc.array(value, { maxLength: 3 }))), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries) as RawParameters);

  it('is accepted, or rejected with the parameter’s name, and never anything else', () => {
    fc.assert(
      fc.property(
        raws,
        fc.constantFrom(undefined, FEATURED, ofCategory('rings'), ofCategory('\\,x')),
        (raw, address) => {
          try {
            const { query, meta } = readOldListing(raw, address);
            expect(query.limit).toBeLessThanOrEqual(50);
            JSON.stringify(meta?.(1));
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidInputError);
            expect((error as InvalidInputError).problems.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
