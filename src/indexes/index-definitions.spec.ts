import { describe, expect, it } from '@jest/globals';

import { VERSIONS } from '../../migrations/index.js';
import { LATENCY_TARGETS } from '../query-classes/latency-targets.js';
import type { ActualIndex } from './actual-index.js';
import { keyText } from './compare-indexes.js';
import { MOST_INDEXES } from './index-advice.js';
import { catalogIndexes, indexesOnRequest, specificationOf } from './index-definitions.js';
import { redundantIndexes } from './redundant-indexes.js';

const keys = new Map([...catalogIndexes(), ...indexesOnRequest()].map(({ name, key }) => [name, keyText(key)]));

describe('the declared indexes', () => {
  it.each([
    ['metal, availability, price', 'v2_metal_inStock_price', '{ materialSpecs.metal.type: 1, inventory.available: 1, pricing.basePrice: 1, _id: 1 }'],
    ['stone, the largest first', 'v2_stone_carat_desc', '{ materialSpecs.stone.type: 1, materialSpecs.stone.carat: -1, _id: 1 }'],
    ['category, metal, price', 'v2_category_metal_price', '{ category: 1, materialSpecs.metal.type: 1, pricing.basePrice: 1, _id: 1 }'],
    ['a range of carat', 'v2_carat_desc', '{ materialSpecs.stone.carat: -1, _id: 1 }'],
    ['recycled, lab-grown', 'v2_recycled_labGrown_featured', '{ materialSpecs.metal.sustainability.recycled: 1, materialSpecs.stone.sustainability.labGrown: 1, metadata.featured: -1, createdAt: -1, _id: 1 }'],
    ['metal, stone, category', 'v2_metal_stone_category_featured', '{ materialSpecs.metal.type: 1, materialSpecs.stone.type: 1, category: 1, metadata.featured: -1, createdAt: -1, _id: 1 }'],
    ['words, whatever the version', 'all_text', '{ name: text, metadata.tags: text, tags: text, description: text }'],
    ['a slug', 'v2_slug', '{ slug: 1 }'],
    ['a slug of the catalogue shape', 'v1_seo_slug', '{ seo.slug: 1 }'],
    ['an order of the store shape', 'v0_price_desc', '{ basePrice: -1, _id: 1 }'],
    ['a filter of the catalogue shape', 'v1_customization_materials_0_type_featured', '{ customization.materials.0.type: 1, metadata.featured: -1, createdAt: -1, _id: 1 }'],
  ])('have one for %s', (_, name, key) => {
    expect(keys.get(name)).toBe(key);
  });

  it('end every order on _id', () => {
    const orders = catalogIndexes().map(({ key, serves }) => Object.keys(key).slice(serves.equal.length)).filter((order) => order.length > 0);
    expect(orders.map((order) => order.at(-1))).toEqual(orders.map(() => '_id'));
  });

  it('lead through one array at most: an index of two refuses the documents that have both', () => {
    for (const { key } of catalogIndexes()) {
      const arrays = new Set(Object.keys(key).flatMap((path) => /^(.*?)\.\d+(?:\.|$)/.exec(path)?.[1] ?? []));
      expect(arrays.size).toBeLessThanOrEqual(1);
    }
  });

  it('name query classes that there are, and each but the one that is served by _id', () => {
    const served = new Set([...catalogIndexes(), ...indexesOnRequest()].flatMap(({ serves }) => serves.classes));
    const known = LATENCY_TARGETS.map(({ name }) => name);
    expect([...served].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !served.has(name))).toEqual(['product-by-id', 'anything']);
  });

  it('do not do each other’s work', () => {
    const actual = catalogIndexes().map((definition): ActualIndex => {
      const { name, key, ...options } = specificationOf(definition);
      return { name, key: key as Record<string, unknown>, options, hidden: false };
    });
    expect(redundantIndexes(actual, () => true)).toEqual([]);
  });

  it('leave room for another version, of what a collection may have', () => {
    const next = VERSIONS.map((version) => ({ ...version, version: version.version + 10 })).slice(-1);
    expect(catalogIndexes([...VERSIONS, ...next]).length + indexesOnRequest().length + 1).toBeLessThanOrEqual(MOST_INDEXES);
  });
});
