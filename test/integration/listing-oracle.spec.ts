import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredDocument } from '../../migrations/index.js';
import type { ProductListDTO } from '../../src/catalog/dto/product-list.dto.js';
import { toProductListDto } from '../../src/catalog/product.mapper.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import type { FilterKey, ListingFilter } from '../../src/listing/filters.js';
import { NO_FILTER } from '../../src/listing/filters.js';
import type { ListingQuery, PageRequest } from '../../src/listing/listing-query.js';
import { idText } from '../../src/listing/product-id.js';
import type { Sort, SortOrder } from '../../src/listing/sort-orders.js';
import { SORTS } from '../../src/listing/sort-orders.js';
import { decodeCursor, listingFingerprint } from '../../src/listing/cursor.js';
import { readProduct } from '../../src/products/read-product.js';
import { arbitraryFilter } from '../support/arbitrary-filter.js';
import type { CatalogRig } from '../support/catalog-rig.js';
import { startCatalogRig } from '../support/catalog-rig.js';
import { ALL_FACETS, Oracle } from '../support/oracle.js';

const SHARES = [0, 25, 50, 75, 100] as const;

let rig: CatalogRig;
let documents: StoredDocument[];
let oracle: Oracle;

async function startOn(collation?: { locale: string; strength: number }): Promise<void> {
  rig = await startCatalogRig(collation === undefined ? {} : { collection: { collation } });
  const generated = [
    ...generateProducts({ count: 400, seed: 7, shares: { v0: 0.2, v1: 0.55, v1Later: 0.25 }, irregular: 0.3 }),
  ];
  await rig.products.insertMany(
    [...demoProducts(), ...generated, ...oddities(), ...named()] as (StoredDocument & { _id: unknown })[],
    { ordered: false },
  );
  documents = await rig.documents();
  oracle = new Oracle(documents);
}

/** Names that a collation orders differently than code points, some differing only in case. */
function named(): object[] {
  const v1 = (_id: string, name: string): object => ({ _id, name, pricing: { basePrice: 10 }, tags: ['named'] });
  const v2 = (_id: string, name: string): object => ({
    ...(v1(_id, name) as object),
    schemaVersion: 2,
    materialSpecs: { metal: { type: 'silver' } },
    metadata: { tags: ['named'] },
  });
  return [
    v1('n1', 'apple'),
    v1('n2', 'Banana'),
    v1('n3', 'cherry'),
    v1('n4', 'Date'),
    v1('n5', 'Apple'),
    v1('n6', 'APPLE'),
    v2('m1', 'Apricot'),
    v2('m2', 'blueberry'),
    v2('m3', 'Citrine'),
    v2('m4', 'date palm'),
    v2('m5', 'DATE'),
    v2('m6', 'bLueberry'),
  ];
}

/** Documents that no listing may show, and that must not affect the others. */
function oddities(): object[] {
  return [
    { _id: 'odd-unrecognised', name: 'No shape', price: 5 },
    { _id: 'odd-newer', schemaVersion: 3, name: 'From the future', pricing: { basePrice: 5 } },
    { _id: 'odd-marker', schemaVersion: '2', name: 'Marker as text', pricing: { basePrice: 5 } },
    { _id: 'odd-half', schemaVersion: 2, name: 'Half a v2', pricing: { basePrice: 5 } },
    { _id: 'odd-nan', name: 'Not a number', pricing: { basePrice: Number.NaN } },
    { _id: 'odd-negative', name: 'Negative', pricing: { basePrice: -1 } },
    { _id: 'odd-nameless', name: '   ', pricing: { basePrice: 1 } },
    { _id: 'odd-array', name: 'Array', pricing: [{ basePrice: 1 }] },
    { _id: 7, name: 'A number for an id', pricing: { basePrice: 70 } },
    {
      _id: 'odd-arrays',
      name: 'Arrays for objects',
      pricing: { basePrice: 72 },
      metadata: [{ tags: ['gift'], featured: true }],
    },
    {
      _id: 'odd-types',
      name: 'Odd types',
      pricing: { basePrice: 71 },
      createdAt: ['x'],
      metadata: 'x',
      category: 5,
      customization: { materials: { 0: { type: 'gold' } } },
    },
  ];
}

/** Filters over the products of this test. */
function filters(): fc.Arbitrary<ListingFilter> {
  return arbitraryFilter(
    documents.flatMap((document) => {
      const reading = readProduct(document);
      return reading.kind === 'product' ? [reading.product] : [];
    }),
  );
}

const query = (
  filter: ListingFilter,
  sort: SortOrder,
  limit: number,
  page: PageRequest,
  facets: readonly FilterKey[] = [],
): ListingQuery => ({ filter, sort, limit, page, facets, count: 'exact' });
const texts = (products: readonly ProductListDTO[]): string[] => products.map(({ _id }) => _id);

/** Follows cursors from the first page on, and then back to it. */
async function walk(
  filter: ListingFilter,
  sort: SortOrder,
  limit: number,
): Promise<{ forward: string[]; backward: string[] }> {
  const fingerprint = listingFingerprint(filter, sort);
  const forward: string[] = [];
  let page: PageRequest = { kind: 'page', page: 1 };
  let last = await rig.catalog.list(query(filter, sort, limit, page));
  forward.push(...texts(last.products));
  while (last.nextCursor !== null) {
    const cursor = decodeCursor(last.nextCursor, fingerprint, sort);
    if (typeof cursor === 'string') throw new Error(cursor);
    page = { kind: cursor.side, key: cursor.key };
    last = await rig.catalog.list(query(filter, sort, limit, page));
    forward.push(...texts(last.products));
  }
  const backward = texts(last.products);
  while (last.prevCursor !== null && last.products.length > 0) {
    const cursor = decodeCursor(last.prevCursor, fingerprint, sort);
    if (typeof cursor === 'string') throw new Error(cursor);
    last = await rig.catalog.list(query(filter, sort, limit, { kind: cursor.side, key: cursor.key }));
    backward.unshift(...texts(last.products));
  }
  return { forward, backward };
}

describe.each([
  ['a plain collection', undefined, SHARES],
  ['a collection with a collation', { locale: 'en', strength: 2 }, [0, 50, 100]],
] as const)('on %s', (_, collation, shares) => {
  beforeAll(() => startOn(collation));
  afterAll(() => rig.close());

  describe.each(shares)('with %i %% of the products migrated', (share) => {
    beforeAll(async () => {
      await rig.upgrade((position) => (position * 7919) % 100 < share);
      await rig.settle();
    });

    it('counts what it cannot serve and serves everything else', async () => {
      const expected = oracle.list(NO_FILTER, 'newest');
      const { products, total } = await rig.catalog.list(query(NO_FILTER, 'newest', 100, { kind: 'page', page: 1 }));
      expect(total).toBe(expected.length);
      expect(JSON.stringify(products)).toBe(JSON.stringify(expected.slice(0, 100).map(toProductListDto)));
      expect(
        rig.live.problems
          .list()
          .map(({ id }) => String(id))
          .sort(),
      ).toEqual(
        documents
          .filter((document) => readProduct(document).kind !== 'product')
          .map(({ _id }) => String(_id))
          .sort(),
      );
    });

    it('answers generated queries like the oracle: products, order, total, facets', async () => {
      const cases = fc.record({
        filter: filters(),
        sort: fc.constantFrom<Sort>(...SORTS),
        limit: fc.integer({ min: 1, max: 40 }),
        page: fc.integer({ min: 1, max: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(cases, async ({ filter, sort, limit, page }) => {
          const order: SortOrder = sort === 'relevance' && filter.q === undefined ? 'featured' : sort;
          const listing = await rig.catalog.list(query(filter, order, limit, { kind: 'page', page }, ALL_FACETS));
          const expected = oracle.list(filter, order);
          const slice = expected.slice((page - 1) * limit, page * limit);
          expect(JSON.stringify(listing.products)).toBe(JSON.stringify(slice.map(toProductListDto)));
          expect(listing.total).toBe(expected.length);
          expect(listing.hasNext).toBe(expected.length > page * limit);
          for (const facet of listing.facets ?? []) {
            const { counts, missing } = oracle.facet(facet.key as FilterKey, filter);
            const shown =
              facet.kind === 'range'
                ? Object.fromEntries(
                    (facet.buckets ?? [])
                      .map(({ count }, bucket) => [String(bucket), count])
                      .filter(([, count]) => count !== 0),
                  )
                : Object.fromEntries(
                    (facet.values ?? [])
                      .map(({ value, count }) => [value, count] as const)
                      .filter(([, count]) => count > 0),
                  );
            expect({ key: facet.key, missing: facet.missing, counts: shown }).toEqual({
              key: facet.key,
              missing,
              counts,
            });
          }
        }),
        { numRuns: 60, seed: 20261124 + share },
      );
    });

    it('returns each product exactly once on every cursor walk, forward and back', async () => {
      const single = fc.constantFrom<ListingFilter>(
        NO_FILTER,
        { ...NO_FILTER, terms: { category: ['rings'] } },
        { ...NO_FILTER, terms: { category: ['necklaces'] } },
        { ...NO_FILTER, terms: { metal: ['14k-gold'] } },
        { ...NO_FILTER, terms: { stone: ['lab-diamond'] } },
        { ...NO_FILTER, terms: { metal: ['silver', 'platinum'] }, flags: { inStock: true } },
      );
      const cases = fc.record({
        filter: fc.oneof(single, filters()),
        sort: fc.constantFrom<Sort>('featured', 'newest', 'price', '-price', 'name', '-carat'),
        limit: fc.integer({ min: 7, max: 60 }),
      });
      await fc.assert(
        fc.asyncProperty(cases, async ({ filter, sort, limit }) => {
          const expected = oracle.list(filter, sort).map(({ id }) => idText(id));
          const { forward, backward } = await walk(filter, sort, limit);
          expect(forward).toEqual(expected);
          expect(backward).toEqual(expected);
        }),
        { numRuns: 12, seed: 41 + share },
      );
    });
  });

  it('names are ordered by code point, whatever the collation, and a walk gives each once', async () => {
    const filter: ListingFilter = { ...NO_FILTER, terms: { tags: ['named'] } };
    const { forward, backward } = await walk(filter, 'name', 2);
    expect(forward).toEqual(['n6', 'n5', 'm1', 'n2', 'm3', 'm5', 'n4', 'n1', 'm6', 'm2', 'n3', 'm4']);
    expect(backward).toEqual(forward);
  });
});
