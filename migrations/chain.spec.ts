import { describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { getAt, removeAt } from './document-path.js';
import type { DocumentVersion } from './document-version.js';
import { applyPatch, downgrade, recognise, upgradeToLatest, VERSIONS } from './index.js';
import type { StoredDocument } from './index.js';
import { success } from './outcome.js';
import { v2 } from './v2-material-specs/version.js';

const { Decimal128, Double, Int32, Long } = mongo.BSON;
const asStored = (document: object): StoredDocument => ({ _id: 'p1', ...document });

/** A document that looks as if it had been created in its version. */
const withoutLegacy = (document: StoredDocument): StoredDocument => removeAt(document, 'legacy');

describe('recognise', () => {
  it.each([
    { doc: { basePrice: 5 }, version: 0 },
    { doc: { basePrice: null }, version: 0 },
    { doc: { basePrice: 5, schemaVersion: null, pricing: undefined }, version: 0 },
    { doc: { pricing: { basePrice: 5 } }, version: 1 },
    { doc: { pricing: { basePrice: null }, basePrice: 5 }, version: 1 },
    { doc: { pricing: { basePrice: 5 }, schemaVersion: undefined }, version: 1 },
    { doc: { schemaVersion: 2 }, version: 2 },
    { doc: { schemaVersion: new Double(2) }, version: 2 },
    { doc: { schemaVersion: Long.fromNumber(2), basePrice: 5 }, version: 2 },
    { doc: { schemaVersion: new Int32(2), pricing: { basePrice: 5 } }, version: 2 },
    { doc: { schemaVersion: Decimal128.fromString('2.0') }, version: 2 },
    { doc: {}, version: undefined },
    { doc: { basePrice: undefined }, version: undefined },
    { doc: { basePrice: 5, pricing: null }, version: undefined },
    { doc: { basePrice: 5, pricing: {} }, version: undefined },
    { doc: { pricing: { basePrice: undefined } }, version: undefined },
    { doc: { pricing: [{ basePrice: 5 }] }, version: undefined },
    { doc: { price: 5 }, version: undefined },
    { doc: { basePrice: 5, schemaVersion: '2' }, version: undefined },
    { doc: { basePrice: 5, schemaVersion: [2] }, version: undefined },
    { doc: { pricing: { basePrice: 5 }, schemaVersion: 3 }, version: undefined },
    { doc: { pricing: { basePrice: 5 }, schemaVersion: NaN }, version: undefined },
    { doc: { pricing: { basePrice: 5 }, schemaVersion: 0 }, version: undefined },
    { doc: { pricing: { basePrice: 5 }, schemaVersion: false }, version: undefined },
  ])('$doc → $version', ({ doc, version }) => {
    expect(recognise(asStored(doc))?.version).toBe(version);
  });
});

describe('an upgrade', () => {
  it('keeps each value it replaces, at the topmost path, and removes nothing', () => {
    const stored = asStored({
      name: ' Ring ',
      type: 'ring',
      basePrice: 5,
      inventory: [{ quantity: 7, reserved: 2 }],
      tags: ['a'],
    });
    const outcome = upgradeToLatest(stored);
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        from: 0,
        document: {
          ...stored,
          name: 'Ring',
          schemaVersion: 2,
          revision: 1,
          inventory: { available: true, quantity: 5 },
          legacy: {
            version: 0,
            replaced: expect.arrayContaining([
              { path: 'name', value: ' Ring ' },
              { path: 'inventory', value: [{ quantity: 7, reserved: 2 }] },
              { path: 'metadata', absent: true },
              { path: 'pricing', absent: true },
              { path: 'schemaVersion', absent: true },
            ]),
          },
        },
      },
    });
  });

  it('does not set a value that is already the same', () => {
    const outcome = upgradeToLatest(
      asStored({ name: 'Ring', category: 'rings', slug: 's', pricing: { basePrice: new Double(5), currency: 'USD' } }),
    );
    const paths = outcome.ok ? (outcome.value.patch?.set ?? []).map(({ path }) => path) : [];
    expect([...paths].sort()).toEqual([
      'description',
      'inventory',
      'legacy',
      'materialSpecs',
      'metadata',
      'primaryImage',
      'revision',
      'schemaVersion',
      'subcategory',
    ]);
  });

  it('keeps an existing field named legacy', () => {
    const stored = asStored({ legacy: true, name: 'Ring', basePrice: 5 });
    const up = upgradeToLatest(stored);
    expect(up.ok && getAt(up.value.document, 'legacy.replaced')).toContainEqual({ path: 'legacy', value: true });
    const down = up.ok ? downgrade(up.value.document) : up;
    expect(down.ok && down.value.document).toEqual(stored);
  });

  it('reports every reason why a document cannot be mapped', () => {
    expect(upgradeToLatest(asStored({ basePrice: -1 }))).toMatchObject({
      ok: false,
      failures: [{ path: 'name' }, { path: 'pricing.basePrice' }],
    });
    expect(upgradeToLatest(asStored({ name: 'Ring' }))).toMatchObject({
      ok: false,
      failures: [{ path: 'schemaVersion' }],
    });
    expect(upgradeToLatest(asStored({ schemaVersion: 2, name: 'Ring', pricing: { basePrice: 5 } }))).toMatchObject({
      ok: false,
      failures: [{ path: 'materialSpecs.metal.type' }],
    });
  });
});

describe('a downgrade', () => {
  const upgraded = (document: object): StoredDocument => {
    const outcome = upgradeToLatest(asStored(document));
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
    return outcome.value.document;
  };

  it.each([
    {
      title: 'a quantity becomes what is available in v1',
      doc: { name: 'Ring', pricing: { basePrice: 5 }, inventory: { quantity: 3, reserved: 1 } },
      change: { inventory: { available: true, quantity: 7, reserved: 1, onHand: 3 } },
      expected: { inventory: { quantity: 3, reserved: 1, available: 7 } },
    },
    {
      title: 'a quantity is given to the items of v0',
      doc: { name: 'Ring', basePrice: 5, inventory: [{ quantity: 3, reserved: 1 }] },
      change: { inventory: { available: true, quantity: 7 } },
      expected: { inventory: [{ quantity: 8, reserved: 1 }] },
    },
    {
      title: 'a price goes back to where v0 has it',
      doc: { name: 'Ring', basePrice: 5, status: 'active' },
      change: { pricing: { basePrice: 6, currency: 'EUR' } },
      expected: { basePrice: 6, currency: 'EUR' },
    },
    {
      title: 'category and subcategory become the type of v0',
      doc: { name: 'Ring', basePrice: 5, type: 'ring' },
      change: { category: 'necklaces', subcategory: 'pendants' },
      expected: { type: 'pendant' },
    },
    {
      title: 'a metal becomes the first material of v1',
      doc: {
        name: 'Ring',
        pricing: { basePrice: 5 },
        customization: {
          materials: [{ id: 'g', type: 'gold', name: '14k Gold', priceMultiplier: 2 }, { type: 'silver' }],
        },
      },
      change: {
        materialSpecs: {
          metal: {
            type: '18k-white-gold',
            purity: '750',
            finish: 'matte',
            sustainability: { recycled: true, ethicallySourced: false },
          },
        },
      },
      expected: {
        customization: {
          materials: [
            {
              id: '18k-white-gold',
              type: 'white-gold',
              name: '18K White Gold',
              priceMultiplier: 2,
              purity: '750',
              finish: 'matte',
              sustainability: { recycled: true, ethicallySourced: false },
            },
            { type: 'silver' },
          ],
        },
      },
    },
    {
      title: 'a slug goes back to where it was read',
      doc: { name: 'Ring', pricing: { basePrice: 5 }, seo: { slug: 'old' } },
      change: { slug: 'new' },
      expected: { seo: { slug: 'new' } },
    },
    {
      title: 'what has no place is kept aside',
      doc: { name: 'Ring', basePrice: 5 },
      change: { revision: 4 },
      expected: { newer: { version: 2, values: [{ path: 'revision', value: 4, over: 1 }] } },
    },
  ])('$title', ({ doc, change, expected }) => {
    const changed = { ...upgraded(doc), ...change };
    const outcome = downgrade(changed);
    expect(outcome).toMatchObject({ ok: true, value: { document: expected } });
    if (outcome.ok) expect(applyPatch(changed, outcome.value.patch)).toEqual(outcome.value.document);
  });

  it('makes a v1 document from one created as v2', () => {
    const created = withoutLegacy({
      ...upgraded({ name: 'Ring', pricing: { basePrice: 5 } }),
      slug: 'moon',
      primaryImage: '/r.jpg',
      inventory: { available: true, quantity: 7 },
    });
    const outcome = downgrade(created);
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        to: 1,
        document: { name: 'Ring', media: { primary: '/r.jpg' }, inventory: { available: 7 }, seo: { slug: 'moon' } },
      },
    });
    expect(outcome.ok && Object.keys(outcome.value.document)).not.toContain('schemaVersion');
  });

  it('restores a kept value only while the old document has not changed at its path', () => {
    const aside = downgrade({ ...upgraded({ name: 'Ring', basePrice: 5 }), subcategory: 'studs' });
    if (!aside.ok) throw new Error('Not downgraded');
    const old = aside.value.document;
    expect(upgradeToLatest(old)).toMatchObject({ value: { product: { subcategory: 'studs' } } });
    expect(upgradeToLatest({ ...old, name: 'Moon' })).toMatchObject({
      value: { product: { name: 'Moon', subcategory: 'studs' } },
    });
    expect(upgradeToLatest({ ...old, type: 'pendant' })).toMatchObject({
      value: { product: { subcategory: 'pendants' } },
    });
  });

  it.each([
    { title: 'of no version', doc: {} },
    { title: 'of an unmarked version', doc: { name: 'Ring', basePrice: 5 } },
    { title: 'that makes no product', doc: { schemaVersion: 2, name: '' } },
  ])('refuses a document $title', ({ doc }) => {
    expect(downgrade(asStored(doc)).ok).toBe(false);
  });
});

describe('a version added to the list', () => {
  /** v3 as a new folder would add it: what v2 has to learn, and v3 itself, which splits the name into parts. */
  const v2WithV3: DocumentVersion = {
    ...v2,
    upgrade: ({ name }) =>
      success([
        { path: 'title.text', value: name },
        { path: 'schemaVersion', value: 3 },
      ]),
    downgrade: (changes) =>
      changes.flatMap((change) =>
        'value' in change && change.path === 'title.text' ? [{ path: 'name', value: change.value }] : [],
      ),
    adoption: [
      { path: 'title', absent: true },
      { path: 'schemaVersion', value: 2 },
    ],
  };
  const v3: DocumentVersion = {
    ...v2,
    version: 3,
    name: 'toy',
    recognises: ({ schemaVersion }) => schemaVersion === 3,
    sources: [...v2.sources, 'title.text'],
    read: (document) => v2.read?.({ ...document, name: getAt(document, 'title.text') }) ?? success(undefined as never),
  };
  const versions = [...VERSIONS.slice(0, -1), v2WithV3, v3];

  it.each([
    { from: 0, stored: asStored({ name: 'Ring', basePrice: 5, inventory: [{ quantity: 2 }] }) },
    { from: 1, stored: asStored({ name: 'Ring', pricing: { basePrice: 5 }, inventory: { quantity: 2 } }) },
    { from: 2, stored: secondVersion() },
  ])('takes documents of version $from up and back', ({ from, stored }) => {
    const up = upgradeToLatest(stored, versions);
    expect(up).toMatchObject({
      ok: true,
      value: {
        from,
        product: { name: 'Ring' },
        document: { schemaVersion: 3, title: { text: 'Ring' }, legacy: { version: from } },
      },
    });
    if (!up.ok) return;
    const down = downgrade(up.value.document, versions);
    expect(down.ok && down.value.document).toEqual(stored);
    expect(down.ok && Object.keys(down.value.document)).toEqual(Object.keys(stored));

    const renamed = downgrade({ ...up.value.document, title: { text: 'Moon' } }, versions);
    expect(renamed).toMatchObject({ ok: true, value: { to: from, document: { name: 'Moon' } } });
  });

  it('keeps documents of the previous version downgradable', () => {
    expect(downgrade(secondVersion(), versions)).toMatchObject({
      ok: true,
      value: { to: 1, document: { name: 'Ring' } },
    });
  });

  it('downgrades a document created in it by one version', () => {
    const created = withoutLegacy({ ...secondVersion(), schemaVersion: 3, title: { text: 'Ring' } });
    expect(downgrade(created, versions)).toMatchObject({ ok: true, value: { to: 2, document: { name: 'Ring' } } });
  });

  function secondVersion(): StoredDocument {
    const outcome = upgradeToLatest(asStored({ name: 'Ring', pricing: { basePrice: 5 } }));
    if (!outcome.ok) throw new Error('Not upgraded');
    return outcome.value.document;
  }
});
