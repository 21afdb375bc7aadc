import { describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';

import { duplicateOf, UniqueIndexConflictError } from './refused-writes.js';
import { slugCopiesFor, valuelessIndexes } from './unique-indexes.js';

const unique = (key: object, more: object = {}): mongo.IndexDescriptionInfo =>
  ({ v: 2, name: Object.keys(key).join('_'), key, unique: true, ...more }) as mongo.IndexDescriptionInfo;

describe('unique indexes in which new products have no value', () => {
  it.each([
    [{ sku: 1 }, {}, ['sku']],
    [{ 'inventory.sku': 1 }, {}, ['inventory.sku']],
    [{ category: 1, sku: 1 }, {}, ['sku']],
    [{ 'inventory.quantity': 1 }, {}, ['inventory.quantity']],
    [{ 'name.en': 1 }, {}, ['name.en']],
    [{ 'materialSpecs.stone.type': 1 }, {}, ['materialSpecs.stone.type']],
    [{ 'seo.slug': 1 }, {}, []],
    [{ slug: 1 }, {}, []],
    [{ name: 1 }, {}, []],
    [{ 'pricing.basePrice': 1 }, {}, []],
    [{ pricing: 1 }, {}, []],
    [{ sku: 1, slug: 1 }, {}, []],
    [{ sku: 1 }, { sparse: true }, []],
    [{ sku: 1 }, { partialFilterExpression: { sku: { $exists: true } } }, []],
    [{ sku: 1 }, { unique: false }, []],
  ])('%j %j: %j', (key, options, fields) => {
    expect(valuelessIndexes([unique(key, options)]).flatMap((index) => index.fields)).toEqual(fields);
  });

  it('get a copy of the slug where they hold one', () => {
    expect(slugCopiesFor([unique({ 'seo.slug': 1 })])).toEqual(['seo.slug']);
    expect(slugCopiesFor([unique({ category: 1, 'seo.slug': -1 })])).toEqual(['seo.slug']);
    expect(
      slugCopiesFor([unique({ 'seo.slug': 1 }, { sparse: true }), unique({ sku: 1 }), unique({ slug: 1 })]),
    ).toEqual([]);
  });
});

describe('a duplicate key error', () => {
  const message = (index: string, key: string): string =>
    `E11000 duplicate key error collection: shop.products index: ${index} dup key: ${key}`;

  it.each([
    [
      {
        code: 11_000,
        message: message('seo.slug_1', '{ seo.slug: null }'),
        keyPattern: { 'seo.slug': 1 },
        keyValue: { 'seo.slug': null },
      },
      { index: 'seo.slug_1', fields: ['seo.slug'], isMissing: true },
    ],
    [
      {
        code: 11_000,
        message: message('my index', '{ a: "x", b: 1 }'),
        keyPattern: { a: 1, b: 1 },
        keyValue: { a: 'x', b: 1 },
      },
      { index: 'my index', fields: ['a', 'b'], isMissing: false },
    ],
    [
      { code: 11_000, errmsg: message('sku_1', '{ sku: null }') },
      { index: 'sku_1', fields: ['sku'], isMissing: true },
    ],
    [
      { code: 11_000, errmsg: message('sku_1', '{ sku: "A1" }') },
      { index: 'sku_1', fields: ['sku'], isMissing: false },
    ],
    [{ code: 112, message: 'WriteConflict' }, undefined],
    [new Error('x'), undefined],
  ])('%j', (error, expected) => {
    expect(duplicateOf(error)).toEqual(expected);
  });

  it('is told with index and field', () => {
    const told = (isMissing: boolean): string =>
      new UniqueIndexConflictError({ index: 'i_1', fields: ['a', 'b'], isMissing }, undefined).message;
    expect(told(true)).toMatch(/index i_1 .* no a and b/);
    expect(told(false)).toMatch(/index i_1 .* same a and b/);
  });
});
