import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { upgradeToLatest } from '../chain.js';
import { withoutPaths } from '../document-path.js';
import { supersededSince } from '../index.js';
import type { Discovery } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { legacyDocuments } from '../testing/arbitrary-document.js';

const { Decimal128, Int32, Long } = mongo.BSON;
const NOTHING: Discovery = {
  collections: [],
  metals: ['unspecified'],
  stones: [],
  customizable: false,
  onSale: false,
  views: 0,
  purchases: 0,
};

const v0 = (fields: object): StoredDocument => ({ _id: 'a', name: 'Ring', basePrice: 100, ...fields });
const v1 = (fields: object): StoredDocument => ({ _id: 'a', name: 'Ring', pricing: { basePrice: 100 }, ...fields });
const v2 = (fields: object): StoredDocument => ({
  _id: 'a',
  schemaVersion: 2,
  name: 'Ring',
  pricing: { basePrice: 100 },
  materialSpecs: { metal: { type: 'unspecified' } },
  ...fields,
});

function discoveryOf(document: StoredDocument): Discovery {
  const outcome = upgradeToLatest(document);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  return outcome.value.product.discovery;
}

describe('the search terms of a product', () => {
  const materials = [
    { id: 'gold-14k', type: 'gold', name: '14K Yellow Gold', purity: '14K' },
    { type: 'white-gold', purity: '18K', name: 'White' },
    { type: 'platinum', name: 'Platinum' },
  ];
  const gemstones = [
    { type: 'diamond', isLabGrown: true, name: 'Stone' },
    { type: 'diamond' },
    { type: 'other', name: 'Moissanite' },
  ];

  it.each<[string, StoredDocument, Partial<Discovery>]>([
    ['nothing', v1({}), {}],
    [
      'v0: words',
      v0({ materials: ['gold', 'silver', 'platinum'], gemstones: [{ type: 'opal' }, { type: 'ruby' }] }),
      { metals: ['14k-gold', 'silver', 'platinum'], stones: ['opal', 'ruby'], customizable: true },
    ],
    [
      'v1: options',
      v1({ customization: { materials, gemstones } }),
      {
        metals: ['14k-gold', '18k-white-gold', 'platinum'],
        stones: ['lab-diamond', 'diamond', 'moissanite'],
        customizable: true,
      },
    ],
    [
      'v1, later: names',
      v1({
        materials: [{ name: '14k Rose Gold' }, { name: 'Sterling Silver' }],
        gemstones: [{ name: 'Lab-Grown Emerald' }, { name: 'Emerald' }],
      }),
      { metals: ['14k-rose-gold', 'silver'], stones: ['lab-emerald', 'emerald'], customizable: true },
    ],
    ['v1, later: a single metal', v1({ metadata: { primaryMetal: 'Platinum' } }), { metals: ['platinum'] }],
    [
      'v2: its own metal beside the options',
      v2({
        materialSpecs: { metal: { type: 'titanium' }, stone: { type: 'pearl' } },
        customization: { materials, gemstones },
      }),
      {
        metals: ['titanium', '14k-gold', '18k-white-gold', 'platinum'],
        stones: ['pearl', 'lab-diamond', 'diamond', 'moissanite'],
        customizable: true,
      },
    ],
    [
      'options that name nothing',
      v1({ customization: { materials: [null, {}, ' ', 5], gemstones: 'ruby' }, materials: ['silver'] }),
      { metals: ['silver'], customizable: true },
    ],
    [
      'collections',
      v1({ metadata: { collections: [' Dawn ', 'Dusk', 'Dawn', '', 7, null] } }),
      { collections: ['Dawn', 'Dusk'] },
    ],
    ['collections that are no list', v1({ metadata: { collections: 'Dawn' } }), {}],
    ['v1: a higher price before', v1({ pricing: { basePrice: 100, originalPrice: 120 } }), { onSale: true }],
    ['v1: the same price before', v1({ pricing: { basePrice: 100, originalPrice: 100 } }), {}],
    ['v1: a text', v1({ pricing: { basePrice: 100, originalPrice: '120.50' } }), { onSale: true }],
    ['v0: compared with more', v0({ compareAtPrice: Decimal128.fromString('100.01') }), { onSale: true }],
    ['v0: compared with less', v0({ compareAtPrice: 99 }), {}],
    ['v0: compared with nothing', v0({ compareAtPrice: null }), {}],
    [
      'v2: either of two',
      v2({ pricing: { basePrice: 100, originalPrice: 90 }, compareAtPrice: 110 }),
      { onSale: true },
    ],
    [
      'views and purchases',
      v1({ analytics: { views: Long.fromNumber(12), purchases: new Int32(3) } }),
      { views: 12, purchases: 3 },
    ],
    ['views that are no count', v1({ analytics: { views: '12', purchases: Number.NaN } }), {}],
    ['views below 0', v1({ analytics: { views: -4, purchases: -0 } }), {}],
    ['analytics that are no object', v1({ analytics: [{ views: 5 }] }), {}],
  ])('%s', (_, document, expected) => {
    expect(discoveryOf(document)).toEqual({ ...NOTHING, ...expected });
  });

  it('is the same for a legacy document, for its upgrade, and after the cleanup of superseded fields', () => {
    fc.assert(
      fc.property(legacyDocuments, (document) => {
        const outcome = upgradeToLatest(document);
        if (!outcome.ok) return;
        const { document: upgraded, product, from } = outcome.value;
        expect(discoveryOf(upgraded)).toEqual(product.discovery);
        expect(discoveryOf(withoutPaths(upgraded, ['legacy', 'newer', ...supersededSince(from)]))).toEqual(
          product.discovery,
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
