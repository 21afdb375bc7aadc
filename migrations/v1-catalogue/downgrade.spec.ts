import { describe, expect, it } from '@jest/globals';
import { downgrade } from './downgrade.js';

const base = { _id: 'p1', name: 'Ring', pricing: { basePrice: 5 } };
const metal = {
  type: 'platinum',
  purity: '950',
  finish: 'matte',
  sustainability: { recycled: true, ethicallySourced: false },
};
const stone = {
  type: 'lab-ruby',
  carat: 2,
  certification: 'GIA',
  sustainability: { labGrown: true, conflictFree: true, traceable: false },
};

/** The changes expressed in a document's v1 fields, by path. */
function told(document: object, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const list = Object.entries(changes).map(([path, value]) =>
    value === undefined ? { path, absent: true as const } : { path, value },
  );
  return Object.fromEntries(downgrade(list, { ...base, ...document }).map(({ path, value }) => [path, value]));
}

describe('changes of v2 fields in v1 fields', () => {
  it.each([
    ...['name', 'description', 'pricing.currency', 'metadata.status'].map((path) => ({
      doc: {},
      changes: { [path]: 'new' },
      expected: { [path]: 'new' },
    })),
    { doc: {}, changes: { 'pricing.basePrice': 7 }, expected: { 'pricing.basePrice': 7 } },
    {
      doc: {},
      changes: { category: 'rings', subcategory: 'studs' },
      expected: { category: 'rings', subcategory: 'studs' },
    },
    {
      doc: {},
      changes: { 'metadata.featured': true, 'metadata.newArrival': false },
      expected: { 'metadata.featured': true, 'metadata.newArrival': false },
    },
    {
      doc: {},
      changes: { 'inventory.quantity': 7, 'inventory.onHand': 9 },
      expected: { 'inventory.available': 7, 'inventory.quantity': 9 },
    },
    { doc: {}, changes: { 'inventory.quantity': 'many' }, expected: {} },
    { doc: {}, changes: { 'inventory.available': false }, expected: {} },
    { doc: {}, changes: { revision: 5, anything: 1 }, expected: {} },
    { doc: {}, changes: { 'metadata.tags': ['b'] }, expected: { 'metadata.tags': ['b'] } },
    { doc: { tags: ['a'] }, changes: { 'metadata.tags': ['b'] }, expected: { tags: ['b'] } },
    { doc: {}, changes: { slug: 'new' }, expected: { 'seo.slug': 'new' } },
    { doc: { slug: 'old' }, changes: { slug: 'new' }, expected: { slug: 'new' } },
    { doc: { slug: 'old', seo: { slug: 'seo' } }, changes: { slug: 'new' }, expected: { 'seo.slug': 'new' } },
    { doc: { seo: 'x' }, changes: { slug: 'new' }, expected: { slug: 'new' } },
    { doc: {}, changes: { primaryImage: '/n' }, expected: { 'media.primary': '/n' } },
    {
      doc: { images: [{ url: '/0', alt: 'a' }, '/1'] },
      changes: { primaryImage: '/n' },
      expected: { images: [{ url: '/n', alt: 'a' }, '/1'] },
    },
    { doc: { images: ['/0'] }, changes: { primaryImage: '/n' }, expected: { images: ['/n'] } },
    { doc: { images: { primary: '/0' } }, changes: { primaryImage: '/n' }, expected: { 'images.primary': '/n' } },
    { doc: { imageUrl: '/0' }, changes: { primaryImage: '/n' }, expected: { imageUrl: '/n' } },
    {
      doc: {},
      changes: { creator: { handle: 'ana', name: 'Ana' } },
      expected: { 'creator.profile.handle': 'ana', 'creator.profile.name': 'Ana' },
    },
    { doc: { creator: { profile: { handle: 'ana', name: 'Ana' } } }, changes: { creator: undefined }, expected: {} },
    { doc: {}, changes: { name: ' ' }, expected: {} },
  ])('$changes of $doc → $expected', ({ doc, changes, expected }) => {
    expect(told(doc, changes)).toEqual(expected);
  });
});

describe('a metal', () => {
  it.each([
    {
      doc: {},
      expected: {
        'customization.materials': [
          {
            id: 'platinum',
            type: 'platinum',
            name: 'Platinum',
            purity: '950',
            finish: 'matte',
            sustainability: metal.sustainability,
          },
        ],
      },
    },
    {
      doc: { materials: [{ name: '14k Gold', priceMultiplier: 2, sustainability: { carbonNeutral: true } }, 'silver'] },
      expected: {
        materials: [
          {
            id: 'platinum',
            type: 'platinum',
            name: 'Platinum',
            priceMultiplier: 2,
            purity: '950',
            finish: 'matte',
            sustainability: { carbonNeutral: true, ...metal.sustainability },
          },
          'silver',
        ],
      },
    },
    { doc: { materials: ['gold', 'silver'] }, expected: { materials: ['Platinum', 'silver'] } },
    { doc: { metadata: { primaryMetal: 'Gold' } }, expected: { 'metadata.primaryMetal': 'Platinum' } },
  ])('of $doc → $expected', ({ doc, expected }) => {
    expect(told(doc, { 'materialSpecs.metal': metal })).toEqual(expected);
  });

  it('of the same type keeps its name', () => {
    const doc = { materials: [{ id: 7, type: 'gold', name: 'Yellow Gold' }] };
    expect(told(doc, { 'materialSpecs.metal.finish': 'brushed' })).toMatchObject({
      materials: [{ id: 7, type: 'gold', name: 'Yellow Gold', finish: 'brushed' }],
    });
  });
});

describe('a stone', () => {
  it.each([
    {
      doc: {},
      expected: {
        'customization.gemstones': [
          {
            type: 'ruby',
            name: 'Lab Ruby',
            isLabGrown: true,
            carat: 2,
            certification: { agency: 'GIA' },
            sustainability: stone.sustainability,
          },
        ],
      },
    },
    {
      doc: {
        gemstones: [
          { id: 'd', type: 'diamond', cut: 'Oval', certification: { agency: 'IGI', certificateNumber: '1' } },
          'opal',
        ],
      },
      expected: {
        gemstones: [
          {
            id: 'd',
            type: 'ruby',
            name: 'Lab Ruby',
            isLabGrown: true,
            carat: 2,
            certification: { agency: 'GIA', certificateNumber: '1' },
            sustainability: stone.sustainability,
          },
          'opal',
        ],
      },
    },
    {
      doc: { gemstones: ['diamond'] },
      expected: {
        gemstones: [
          {
            name: 'Lab Ruby',
            type: 'ruby',
            isLabGrown: true,
            carat: 2,
            certification: 'GIA',
            sustainability: stone.sustainability,
          },
        ],
      },
    },
  ])('of $doc → $expected', ({ doc, expected }) => {
    expect(told(doc, { 'materialSpecs.stone': stone })).toEqual(expected);
  });

  it('that is removed has no v1 counterpart', () => {
    expect(told({ gemstones: ['diamond'] }, { 'materialSpecs.stone': undefined })).toEqual({});
  });
});
