import { describe, expect, it } from '@jest/globals';

import { VERSIONS } from '../../migrations/index.js';
import type { ActualIndex } from './actual-index.js';
import { keyText } from './compare-indexes.js';
import { MAX_INDEXES } from './index-advice.js';
import { catalogIndexes, indexesOnRequest, specificationOf } from './index-definitions.js';
import { redundantIndexes } from './redundant-indexes.js';
import { isRetired, RETIRED_INDEXES } from './retired-indexes.js';

const keys = new Map([...catalogIndexes(), ...indexesOnRequest()].map(({ name, key }) => [name, keyText(key)]));

describe('the declared indexes', () => {
  it.each([
    [
      'metal, availability, price',
      'v2_metal_inStock_price',
      '{ materialSpecs.metal.type: 1, inventory.available: 1, pricing.basePrice: 1, _id: 1 }',
    ],
    [
      'stone, the largest first',
      'v2_stone_carat_desc',
      '{ materialSpecs.stone.type: 1, materialSpecs.stone.carat: -1, _id: 1 }',
    ],
    [
      'category, metal, price',
      'v2_category_metal_price',
      '{ category: 1, materialSpecs.metal.type: 1, pricing.basePrice: 1, _id: 1 }',
    ],
    [
      'recycled, lab-grown',
      'v2_recycled_labGrown_featured',
      '{ materialSpecs.metal.sustainability.recycled: 1, materialSpecs.stone.sustainability.labGrown: 1, ' +
        'metadata.featured: -1, createdAt: -1, _id: 1 }',
    ],
    [
      'metal, stone, category',
      'v2_metal_stone_category_featured',
      '{ materialSpecs.metal.type: 1, materialSpecs.stone.type: 1, category: 1, metadata.featured: -1, ' +
        'createdAt: -1, _id: 1 }',
    ],
    ['words, whatever the version', 'all_text', '{ name: text, metadata.tags: text, tags: text, description: text }'],
    ['a slug', 'v2_slug', '{ slug: 1 }'],
    ['a slug of the catalog shape', 'v1_seo_slug', '{ seo.slug: 1 }'],
  ])('have one for %s', (_, name, key) => {
    expect(keys.get(name)).toBe(key);
  });

  it('end every order with _id', () => {
    const orders = catalogIndexes()
      .map(({ key, serves }) => Object.keys(key).slice(serves.equal.length))
      .filter((order) => order.length > 0);
    expect(orders.map((order) => order.at(-1))).toEqual(orders.map(() => '_id'));
  });

  it('cover at most one array: an index of two refuses documents that have both', () => {
    for (const { key } of catalogIndexes()) {
      const arrays = new Set(Object.keys(key).flatMap((path) => /^(.*?)\.\d+(?:\.|$)/.exec(path)?.[1] ?? []));
      expect(arrays.size).toBeLessThanOrEqual(1);
    }
  });

  it('serve product pages by slug and nothing else of the catalog: listings come from memory', () => {
    expect([...new Set(catalogIndexes().flatMap(({ serves }) => serves.classes))]).toEqual(['product-by-slug']);
    for (const {
      serves: { classes, reader },
    } of [...catalogIndexes(), ...indexesOnRequest()])
      expect(reader).toBe(classes.length > 0 ? 'catalogue' : 'others');
  });

  it('say in one line what they serve', () => {
    for (const {
      serves: { query },
    } of catalogIndexes())
      expect(query).toMatch(/^[\w $-]+: .+/);
  });

  it('are not redundant', () => {
    const actual = catalogIndexes().map((definition): ActualIndex => {
      const { name, key, ...options } = specificationOf(definition);
      return { name, key: key as Record<string, unknown>, options, hidden: false };
    });
    expect(redundantIndexes(actual, () => true)).toEqual([]);
  });

  it('leave room for another version within MongoDB’s limit', () => {
    const next = VERSIONS.map((version) => ({ ...version, version: version.version + 10 })).slice(-1);
    expect(catalogIndexes([...VERSIONS, ...next]).length + indexesOnRequest().length + 1).toBeLessThanOrEqual(
      MAX_INDEXES,
    );
  });
});

describe('the retired indexes', () => {
  it('are not declared, and are recognized by name and key', () => {
    expect(catalogIndexes().filter(({ name, key }) => isRetired({ name, key }))).toEqual([]);
    expect(Object.keys(RETIRED_INDEXES)).toHaveLength(32);
    expect(isRetired({ name: 'v1_price', key: { 'pricing.basePrice': 1, _id: 1 } })).toBe(true);
    expect(isRetired({ name: 'v1_price', key: { 'pricing.basePrice': 1 } })).toBe(false);
    expect(isRetired({ name: 'mine', key: { 'pricing.basePrice': 1, _id: 1 } })).toBe(false);
    expect(isRetired({ name: 'toString', key: {} })).toBe(false);
  });
});
