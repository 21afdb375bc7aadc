import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { mapped } from '../testing/mapping.js';
import { upgrade } from './upgrade.js';

const { Double, Long } = mongo.BSON;

describe('category and subcategory of a v0 document', () => {
  it.each([
    { doc: { type: 'ring' }, expected: { category: 'rings' } },
    { doc: { type: 'necklace' }, expected: { category: 'necklaces' } },
    { doc: { type: 'earrings' }, expected: { category: 'earrings' } },
    { doc: { type: 'bracelet' }, expected: { category: 'bracelets' } },
    { doc: { type: 'pendant' }, expected: { category: 'necklaces', subcategory: 'pendants' } },
    { doc: { type: 'chain' }, expected: { category: 'necklaces', subcategory: 'chains' } },
    { doc: { type: 'charm' }, expected: { category: 'bracelets', subcategory: 'charm-bracelets' } },
    { doc: { type: ' CHARMS ' }, expected: { category: 'bracelets', subcategory: 'charm-bracelets' } },
    { doc: { type: 'pendant', category: 'Ring' }, expected: { subcategory: 'pendants' } },
    { doc: { type: 'pendant', category: 'hat', subcategory: 'studs' }, expected: { category: 'necklaces' } },
    { doc: { type: 'hat' }, expected: {} },
    { doc: { type: 5 }, expected: {} },
    { doc: { type: 'constructor' }, expected: {} },
    { doc: {}, expected: {} },
  ])('$doc → $expected', ({ doc, expected }) => {
    expect(mapped(upgrade, doc)).toEqual(expected);
  });
});

describe('price and status of a v0 document', () => {
  it.each([
    { doc: { basePrice: new Double(5) }, expected: { 'pricing.basePrice': new Double(5) } },
    { doc: { basePrice: 'free', price: 3 }, expected: { 'pricing.basePrice': 'free' } },
    { doc: { basePrice: null, price: 3 }, expected: { 'pricing.basePrice': 3 } },
    { doc: { status: 'inactive' }, expected: { 'metadata.status': 'inactive' } },
    { doc: { status: 5 }, expected: { 'metadata.status': 5 } },
    { doc: { status: 'inactive', metadata: { status: 'active' } }, expected: {} },
    { doc: { status: 'inactive', metadata: { status: null } }, expected: { 'metadata.status': 'inactive' } },
    { doc: { status: null }, expected: {} },
  ])('$doc → $expected', ({ doc, expected }) => {
    expect(mapped(upgrade, doc)).toEqual(expected);
  });
});

describe('stock of a v0 document', () => {
  it.each([
    { items: [{ quantity: 5, reserved: 2 }, { quantity: Long.fromNumber(3) }], available: 6 },
    { items: [{ quantity: 5, reserved: null }], available: 5 },
    { items: [{ quantity: 1, reserved: 4 }, { quantity: 2 }], available: 0 },
    { items: [{ quantity: 1, reserved: 2 }, { quantity: 4 }], available: 3 },
    { items: [{ quantity: '5' }, null, 7, { quantity: 2 }], available: 2 },
  ])('$items → $available', ({ items, available }) => {
    expect(mapped(upgrade, { inventory: items })).toEqual({ inventory: { available } });
  });

  it.each([[[]], [[{ sku: 'a' }]], [null], ['x'], [{ quantity: 5 }], [undefined]])('%p is not counted', (inventory) => {
    expect(mapped(upgrade, { inventory })).toEqual({});
  });
});

describe('featured of a v0 document', () => {
  it.each([
    { doc: { analytics: { trending: true } }, expected: { 'metadata.featured': true } },
    { doc: { analytics: { trending: true }, metadata: { featured: false } }, expected: {} },
    { doc: { analytics: { trending: true }, metadata: { featured: 'no' } }, expected: { 'metadata.featured': true } },
    { doc: { analytics: { trending: 'true' } }, expected: {} },
    { doc: { analytics: { trending: false } }, expected: {} },
    { doc: { analytics: [{ trending: true }] }, expected: {} },
  ])('$doc → $expected', ({ doc, expected }) => {
    expect(mapped(upgrade, doc)).toEqual(expected);
  });
});
