import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Product } from '../../migrations/index.js';
import { NO_FILTER } from '../listing/filters.js';
import { toListedProduct } from '../listing/listed-product.js';
import type { ListingQuery } from '../listing/listing-query.js';
import { idKey } from '../listing/product-id.js';
import { compareSortKeys, sortKeyOf } from '../listing/sort-orders.js';
import { CatalogState } from './catalog-state.js';
import { KEPT_ORDERS } from './row-sorting.js';

const PRODUCT: Product = {
  id: 'a',
  name: 'Ring',
  description: '',
  category: 'rings',
  subcategory: 'accessories',
  slug: 'ring',
  primaryImage: '/a.jpg',
  pricing: { basePrice: 1, currency: 'USD' },
  inventory: { available: true },
  metadata: { featured: false, bestseller: false, newArrival: false, tags: [] },
  materialSpecs: {
    metal: {
      type: 'silver',
      purity: '925',
      finish: 'polished',
      sustainability: { recycled: false, ethicallySourced: false },
    },
  },
  status: 'active',
  discovery: {
    collections: [],
    metals: ['silver'],
    stones: [],
    customizable: false,
    onSale: false,
    views: 0,
    purchases: 0,
  },
};

/**
 * Products with few distinct ids, names, prices and dates, so that ties and repeated changes of a product are common.
 */
const product = fc
  .record({
    id: fc.oneof(fc.constantFrom('a', 'b', 'ab', '', '\u{1f48d}', '\uffff'), fc.nat(30)),
    name: fc.constantFrom('Apricot', 'apricot', 'Band', '\u{1f48d} Ring', '\ufffd Ring', 'Zirconia'),
    price: fc.constantFrom(0, 1, 1.5, 99, 1e6),
    featured: fc.boolean(),
    status: fc.constantFrom('active', 'inactive'),
    category: fc.constantFrom<Product['category']>('rings', 'earrings'),
    createdAt: fc.option(fc.constantFrom(new Date(0), new Date(5)), { nil: undefined }),
    tags: fc.subarray(['gift', 'new', 'odd']),
    views: fc.constantFrom(0, 1, 500),
    purchases: fc.constantFrom(0, 2),
    metals: fc.subarray<Product['discovery']['metals'][number]>(['silver', 'platinum', '14k-gold'], { minLength: 1 }),
  })
  .map(({ id, name, price, featured, status, category, createdAt, tags, views, purchases, metals }): Product => ({
    ...PRODUCT,
    id,
    name,
    category,
    status,
    pricing: { basePrice: price, currency: 'USD' },
    metadata: { ...PRODUCT.metadata, featured, tags },
    discovery: { ...PRODUCT.discovery, views, purchases, metals },
    slug: `s-${String(id)}`,
    ...(createdAt === undefined ? {} : { createdAt }),
  }));
const steps = fc.array(fc.record({ product, gone: fc.boolean() }), { maxLength: 60 });

function query(changes: Partial<ListingQuery>): ListingQuery {
  return {
    filter: NO_FILTER,
    sort: 'featured',
    limit: 100,
    page: { kind: 'page', page: 1 },
    facets: [],
    count: 'exact',
    ...changes,
  };
}

function shown(state: CatalogState, asked: ListingQuery): string[] {
  return state.list(asked).rows.map((row) => state.entries.get(row)?.toString() ?? 'missing');
}

describe('the catalog in memory', () => {
  it('matches its current products after any sequence of changes: every order, total and facet', () => {
    fc.assert(
      fc.property(steps, fc.nat(60), (changes, madeAfter) => {
        const state = new CatalogState((one) => JSON.stringify(toListedProduct(one)));
        const model = new Map<string, Product>();
        for (const [position, { product: one, gone }] of changes.entries()) {
          if (position === madeAfter) state.makeOrders();
          state.set(one.id, gone ? undefined : { product: one, version: 1 });
          if (gone) model.delete(idKey(one.id));
          else model.set(idKey(one.id), one);
        }
        if (madeAfter >= changes.length) state.makeOrders();
        const visible = [...model.values()].filter(({ status }) => status === 'active');
        for (const sort of KEPT_ORDERS) {
          const ordered = [...visible].sort((a, b) => compareSortKeys(sort, sortKeyOf(a, sort), sortKeyOf(b, sort)));
          expect(shown(state, query({ sort }))).toEqual(ordered.map((one) => JSON.stringify(toListedProduct(one))));
          const rings = ordered.filter(({ category, pricing }) => category === 'rings' && pricing.basePrice >= 1);
          expect(
            shown(
              state,
              query({ sort, filter: { ...NO_FILTER, terms: { category: ['rings'] }, ranges: { price: { min: 1 } } } }),
            ),
          ).toEqual(rings.map((one) => JSON.stringify(toListedProduct(one))));
          const dear = ordered.filter(({ pricing }) => pricing.basePrice >= 1 && pricing.basePrice <= 99);
          const range = query({ sort, limit: 2, filter: { ...NO_FILTER, ranges: { price: { min: 1, max: 99 } } } });
          expect([shown(state, range), state.count(range).total]).toEqual([
            dear.slice(0, 2).map((one) => JSON.stringify(toListedProduct(one))),
            dear.length,
          ]);
        }
        const { total, facets } = state.count(
          query({ facets: ['category', 'tags', 'featured', 'availableIn', 'price'] }),
        );
        const counted = (of: (one: Product) => readonly string[]): Record<string, number> => {
          const counts: Record<string, number> = {};
          for (const value of visible.flatMap((one) => of(one))) counts[value] = (counts[value] ?? 0) + 1;
          return counts;
        };
        expect(total).toBe(visible.length);
        const found = facets.map(({ counts }) => Object.fromEntries([...counts].filter(([, count]) => count > 0)));
        expect(found.slice(0, 4)).toEqual([
          counted(({ category }) => [category]),
          counted(({ metadata }) => metadata.tags),
          counted(({ metadata }) => [String(metadata.featured)]),
          counted(({ discovery }) => discovery.metals),
        ]);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its revision when only views and purchases change, and re-sorts by them', () => {
    const state = new CatalogState((one) => JSON.stringify(toListedProduct(one)));
    const of = (id: string, views: number, more: Partial<Product['discovery']> = {}): void => {
      state.set(id, {
        product: { ...PRODUCT, id, name: id, discovery: { ...PRODUCT.discovery, views, ...more } },
        version: 1,
      });
    };
    const names = (): string[] =>
      shown(state, query({ sort: 'popular' })).map((json) => (JSON.parse(json) as { name: string }).name);
    for (const [id, views] of [
      ['a', 5],
      ['b', 7],
      ['c', 5],
    ] as const)
      of(id, views);
    state.makeOrders();
    const { revision, popularityRevision } = state;
    expect(names()).toEqual(['b', 'a', 'c']);
    of('c', 9);
    of('a', 5, { purchases: 1 });
    expect([state.revision, names()]).toEqual([revision, ['c', 'b', 'a']]);
    expect(state.popularityRevision).toBe(popularityRevision + 2);
    of('a', 5, { purchases: 1 });
    expect(state.popularityRevision).toBe(popularityRevision + 2);
    of('a', 5, { purchases: 1, onSale: true });
    expect(state.revision).toBe(revision + 1);
  });

  it('gets a new revision for new content only, not for another version of the same content', () => {
    const state = new CatalogState((one) => JSON.stringify(toListedProduct(one)));
    state.makeOrders();
    state.set('a', { product: PRODUCT, version: 1 });
    const { revision } = state;
    state.set('a', { product: { ...PRODUCT }, version: 2 });
    expect([state.revision, state.columns.versions[0]]).toEqual([revision, 2]);
    state.set('a', { product: { ...PRODUCT, status: 'inactive' }, version: 2 });
    expect(state.revision).toBe(revision + 1);
  });
});
