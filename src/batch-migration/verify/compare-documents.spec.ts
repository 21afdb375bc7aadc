import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';

import { applyPatch, downgrade, type StoredDocument, upgradeToLatest } from '../../../migrations/index.js';
import { type Comparison, isDowngrade, isUpgrade, sameBytes } from './compare-documents.js';

const { BSON } = mongo;
const bytes = (document: object): Uint8Array => BSON.serialize(document);
const legacy: StoredDocument = {
  _id: 'ring-1',
  name: 'Plain Band',
  description: 'A band',
  category: 'rings',
  subcategory: 'wedding-bands',
  pricing: { basePrice: 500, currency: 'USD' },
  inventory: { sku: 'R1', quantity: 5, reserved: 1, available: 4 },
  media: { primary: '/ring.jpg', gallery: [] },
  customization: { materials: [{ id: 'g', type: 'gold', name: '14k Gold', purity: '14K' }], gemstones: [], sizes: [] },
  metadata: { featured: true, tags: ['band'], status: 'active' },
  createdAt: new Date(0),
};
const outcome = upgradeToLatest(legacy);
if (!outcome.ok) throw new Error('The first demo product is mapped');
const { document: upgraded } = outcome.value;

describe.each<[string, Comparison]>([
  ['sameBytes', sameBytes],
  ['isUpgrade', isUpgrade],
  ['isDowngrade', isDowngrade],
])('%s', (_, compare) => {
  it('accepts a document that is missing in both collections, but not in only one', () => {
    expect(compare(undefined, undefined, 1)).toBeUndefined();
    expect(compare(bytes(legacy), undefined, 1)).toBe('the copy lacks the document');
    expect(compare(undefined, bytes(legacy), 1)).toBe('the copy has a document that the source lacks');
  });
});

describe('isUpgrade', () => {
  it('accepts the upgrade, and an unchanged document that is in the latest version or cannot be mapped', () => {
    expect(isUpgrade(bytes(legacy), bytes(upgraded), 1)).toBeUndefined();
    expect(isUpgrade(bytes(upgraded), bytes(upgraded), 1)).toBeUndefined();
    expect(isUpgrade(bytes({ _id: 1, odd: true }), bytes({ _id: 1, odd: true }), 1)).toBeUndefined();
  });

  it.each<[string, (document: Record<string, unknown>) => void]>([
    [
      'a changed value',
      (document) => {
        document['name'] = 'Another';
      },
    ],
    [
      'a changed kept value',
      (document) => {
        document['legacy'] = { version: 1, replaced: [] };
      },
    ],
    [
      'a missing field',
      (document) => {
        delete document['description'];
      },
    ],
    [
      'a further field',
      (document) => {
        document['extra'] = 1;
      },
    ],
    [
      'another type of number in a field that is left alone',
      (document) => {
        document['createdAt'] = new mongo.Long(5);
      },
    ],
  ])('finds %s', (_, change) => {
    const copy: Record<string, unknown> = { ...upgraded };
    change(copy);
    expect(isUpgrade(bytes(legacy), bytes(copy), 1)).toBeDefined();
  });

  it('detects a number of another type with the same value', () => {
    const withCount = { ...legacy, views: new mongo.Double(5) };
    const [after, other] = [new mongo.Double(5), 5].map((views) => ({ ...upgraded, views }));
    expect(isUpgrade(bytes(withCount), bytes(after as object), 1)).toBeUndefined();
    expect(isUpgrade(bytes(withCount), bytes(other as object), 1)).toBe('views has other bytes');
  });

  it('detects a changed document that cannot be mapped', () => {
    expect(isUpgrade(bytes({ _id: 1, odd: true }), bytes({ _id: 1, odd: false }), 1)).toBe(
      'a document that must not change has changed',
    );
  });
});

describe('isDowngrade', () => {
  it('accepts an older form, also of a document that has changed since', () => {
    const changed = { ...upgraded, name: 'Another' };
    const down = downgrade(changed);
    if (!down.ok) throw new Error('It can be downgraded');
    expect(isDowngrade(bytes(upgraded), bytes(legacy), 1)).toBeUndefined();
    expect(isDowngrade(bytes(changed), bytes(applyPatch(changed, down.value.patch)), 1)).toBeUndefined();
  });

  it('detects an older form that lacks a change', () => {
    expect(isDowngrade(bytes({ ...upgraded, name: 'Another' }), bytes(legacy), 1)).toBe(
      'name would not be the same after another upgrade',
    );
  });
});
