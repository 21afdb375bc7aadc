import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { setAt } from '../document-path.js';
import { read } from './read.js';

const { Decimal128, Double, Long } = mongo.BSON;
const metal = {
  type: 'silver',
  purity: '925',
  finish: 'polished',
  sustainability: { recycled: true, ethicallySourced: false },
};
const stone = {
  type: 'ruby',
  carat: 1,
  cut: 'Oval',
  certification: 'GIA',
  sustainability: { labGrown: false, conflictFree: true, traceable: false },
};
const stored = {
  _id: 'p1',
  schemaVersion: 2,
  revision: 1,
  name: 'Ring',
  description: 'A ring',
  category: 'rings',
  subcategory: 'studs',
  slug: 'ring',
  primaryImage: '/r.jpg',
  pricing: { basePrice: 5, currency: 'EUR' },
  inventory: { available: true, quantity: 2 },
  metadata: { featured: true, bestseller: false, newArrival: true, tags: ['a'], status: 'active' },
  materialSpecs: { metal, stone },
  creator: { handle: 'ana', name: 'Ana' },
  createdAt: new Date(0),
};

/** The product of the document with another value at one path. */
function readWith(path: string, value: unknown): unknown {
  const outcome = read(setAt(stored, path, value));
  return outcome.ok ? outcome.value : { fails: outcome.failures.map((finding) => finding.path) };
}

const discovery = {
  collections: [],
  metals: ['silver'],
  stones: ['ruby'],
  customizable: false,
  onSale: false,
  views: 0,
  purchases: 0,
};

it('reads a well-formed document as it is', () => {
  const {
    _id: id,
    schemaVersion: _,
    revision: __,
    metadata: { status, ...metadata },
    ...rest
  } = stored;
  expect(read(stored)).toEqual({ ok: true, value: { id, ...rest, metadata, status, discovery }, warnings: [] });
});

describe('a document that makes no product', () => {
  const bad: Readonly<Record<string, readonly unknown[]>> = {
    name: ['', ' ', 5, null, undefined, ['Ring']],
    'pricing.basePrice': [-1, NaN, Infinity, '5', null, undefined, [5], Decimal128.fromString('NaN')],
    'materialSpecs.metal.type': ['gold', '', 'Silver', null, undefined, ['silver']],
  };

  it.each(Object.entries(bad).flatMap(([path, values]) => values.map((value) => ({ path, value }))))(
    '$path is $value',
    ({ path, value }) => {
      expect(readWith(path, value)).toEqual({ fails: [path] });
    },
  );
});

describe('an odd value is read as if it were missing', () => {
  it.each([
    ['name', ' Ring ', { name: 'Ring' }],
    ['pricing.basePrice', Decimal128.fromString('1.10'), { pricing: { basePrice: 1.1 } }],
    ['pricing.basePrice', Long.fromNumber(7), { pricing: { basePrice: 7 } }],
    ['pricing.basePrice', -0, { pricing: { basePrice: 0 } }],
    ['pricing.currency', 5, { pricing: { currency: 'USD' } }],
    ['description', ['a'], { description: '' }],
    ['category', 'hats', { category: 'jewelry' }],
    ['category', null, { category: 'jewelry' }],
    ['subcategory', 'hats', { subcategory: 'accessories' }],
    ['slug', '', { slug: 'ring-p1' }],
    ['slug', 5, { slug: 'ring-p1' }],
    ['primaryImage', ' ', { primaryImage: '/images/placeholder-product.jpg' }],
    ['inventory', { available: 'yes', quantity: '2' }, { inventory: { available: true } }],
    ['inventory', { available: null, quantity: 0 }, { inventory: { available: false, quantity: 0 } }],
    ['inventory.quantity', new Double(3), { inventory: { quantity: 3 } }],
    ['inventory.quantity', -1, { inventory: { available: true } }],
    ['metadata.featured', 'true', { metadata: { featured: false } }],
    ['metadata.tags', ['a', 5, null, ' '], { metadata: { tags: ['a'] } }],
    ['metadata.tags', 'a', { metadata: { tags: [] } }],
    ['metadata.status', ' Inactive', { status: 'inactive' }],
    ['metadata.status', null, { status: 'active' }],
    ['metadata.status', 5, { status: 'inactive' }],
    [
      'metadata',
      [],
      { metadata: { featured: false, bestseller: false, newArrival: false, tags: [] }, status: 'active' },
    ],
    [
      'materialSpecs.metal',
      { type: 'silver', purity: 5, finish: null },
      {
        materialSpecs: {
          metal: {
            purity: 'unspecified',
            finish: 'polished',
            sustainability: { recycled: false, ethicallySourced: false },
          },
        },
      },
    ],
    ['materialSpecs.stone.type', 'glass', { materialSpecs: { stone: { type: 'other' } } }],
    [
      'materialSpecs.stone',
      {},
      {
        materialSpecs: {
          stone: {
            type: 'other',
            certification: 'none',
            sustainability: { labGrown: false, conflictFree: false, traceable: false },
          },
        },
      },
    ],
  ])('%s = %p', (path, value, expected) => {
    expect(readWith(path, value)).toMatchObject(expected);
  });

  it.each([
    ['materialSpecs.stone', null, 'materialSpecs.stone'],
    ['materialSpecs.stone', 'ruby', 'materialSpecs.stone'],
    ['materialSpecs.stone.carat', 0, 'materialSpecs.stone.carat'],
    ['materialSpecs.stone.carat', NaN, 'materialSpecs.stone.carat'],
    ['materialSpecs.stone.cut', 5, 'materialSpecs.stone.cut'],
    ['creator', { handle: 'ana' }, 'creator'],
    ['creator.handle', null, 'creator'],
    ['creator', 'ana', 'creator'],
    ['createdAt', new Date(NaN), 'createdAt'],
    ['createdAt', '2024-01-01', 'createdAt'],
    ['inventory.quantity', NaN, 'inventory.quantity'],
  ])('%s = %p leaves %s out', (path, value, absent) => {
    expect(readWith(path, value)).not.toHaveProperty(absent);
  });
});
