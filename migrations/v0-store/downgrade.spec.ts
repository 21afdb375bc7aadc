import { describe, expect, it } from '@jest/globals';
import { downgrade } from './downgrade.js';

describe('changes of v1 fields in v0 fields', () => {
  it.each<{ doc: object; changes: object; expected: object }>([
    ...['name', 'description', 'slug', 'seo.slug', 'imageUrl', 'tags', 'images'].map((path) => ({
      doc: {},
      changes: { [path]: 'new' },
      expected: { [path]: 'new' },
    })),
    {
      doc: {},
      changes: { 'pricing.basePrice': 7, 'pricing.currency': 'EUR' },
      expected: { basePrice: 7, currency: 'EUR' },
    },
    { doc: { status: 'active' }, changes: { 'metadata.status': 'inactive' }, expected: { status: 'inactive' } },
    {
      doc: { metadata: { status: 'active' } },
      changes: { 'metadata.status': 'inactive' },
      expected: { 'metadata.status': 'inactive' },
    },
    { doc: {}, changes: { 'metadata.featured': true }, expected: { 'analytics.trending': true } },
    {
      doc: { metadata: { featured: false } },
      changes: { 'metadata.featured': true },
      expected: { 'metadata.featured': true },
    },
    { doc: {}, changes: { 'metadata.tags': ['a'] }, expected: { tags: ['a'] } },
    { doc: { metadata: { tags: [] } }, changes: { 'metadata.tags': ['a'] }, expected: { 'metadata.tags': ['a'] } },
    { doc: { type: 'ring' }, changes: { category: 'earrings' }, expected: { type: 'earrings' } },
    { doc: { type: 'ring' }, changes: { category: 'jewelry' }, expected: {} },
    { doc: { type: 'necklace' }, changes: { subcategory: 'chains' }, expected: { type: 'chain' } },
    { doc: { type: 'chain' }, changes: { category: 'rings', subcategory: 'accessories' }, expected: { type: 'ring' } },
    {
      doc: { type: 'ring', category: 'Ring', subcategory: 'studs' },
      changes: { category: 'earrings', subcategory: 'hoops' },
      expected: { category: 'earrings', subcategory: 'hoops' },
    },
    {
      doc: { inventory: [{ quantity: 2 }] },
      changes: { 'inventory.available': 5 },
      expected: { inventory: [{ quantity: 5 }] },
    },
    { doc: { inventory: 'x' }, changes: { 'inventory.available': 5 }, expected: {} },
    { doc: {}, changes: { 'inventory.available': 'many' }, expected: {} },
    {
      doc: { images: [{ url: '/0' }] },
      changes: { 'media.primary': '/n' },
      expected: { images: [{ url: '/n', alt: '', isPrimary: true, order: 0, isOptimized: false }, { url: '/0' }] },
    },
    { doc: { media: {} }, changes: { 'media.primary': '/n' }, expected: { 'media.primary': '/n' } },
    {
      doc: { materials: ['gold'] },
      changes: { materials: ['Stainless Steel', 'x'] },
      expected: { materials: ['steel', 'x'] },
    },
    { doc: { materials: ['gold'] }, changes: { materials: ['18K White Gold'] }, expected: {} },
    {
      doc: {},
      changes: { 'customization.materials': [{ name: 'Silver', finish: 'matte' }] },
      expected: { materials: ['silver'] },
    },
    { doc: { materials: ['gold'] }, changes: { 'customization.materials': [{ name: 'Silver' }] }, expected: {} },
    { doc: {}, changes: { materials: [] }, expected: {} },
    {
      doc: { gemstones: [{ type: 'ruby' }] },
      changes: {
        gemstones: [{ type: 'opal', name: 'Opal', isLabGrown: false, carat: 1, certification: { agency: 'GIA' } }, 'x'],
      },
      expected: { gemstones: [{ type: 'opal', carat: 1, certification: 'GIA' }, 'x'] },
    },
    {
      doc: {},
      changes: { 'customization.gemstones': [{ type: 'opal', certification: 'IGI' }] },
      expected: { gemstones: [{ type: 'opal', certification: 'IGI' }] },
    },
    { doc: { gemstones: [] }, changes: { 'customization.gemstones': [{ type: 'opal' }] }, expected: {} },
    { doc: {}, changes: { gemstones: ['opal'] }, expected: {} },
    { doc: {}, changes: { 'creator.profile.handle': 'ana', constructor: 1 }, expected: {} },
  ])('$changes of $doc → $expected', ({ doc, changes, expected }) => {
    const list = Object.entries(changes).map(([path, value]) => ({ path, value }));
    expect(Object.fromEntries(downgrade(list, { _id: 'p1', ...doc }).map(({ path, value }) => [path, value]))).toEqual(
      expected,
    );
  });
});
