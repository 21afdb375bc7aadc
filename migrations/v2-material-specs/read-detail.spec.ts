import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { upgradeToLatest } from '../chain.js';
import type { StoredDocument } from '../stored-document.js';
import { arbitraryDocuments } from '../testing/arbitrary-document.js';
import { anything } from '../testing/arbitrary-values.js';
import { readDetail } from './read-detail.js';

const { BSON } = mongo;
const of = (document: object): ReturnType<typeof readDetail> => readDetail({ _id: 1, ...document } as StoredDocument);

describe('the detail of a product', () => {
  it.each([
    [
      'gallery of media and images, each picture once',
      { media: { gallery: ['/a', { url: '/b', alt: 'B' }, 5, null] }, images: [{ url: '/b' }, { url: '/c' }, {}] },
      { gallery: [{ url: '/a' }, { url: '/b', alt: 'B' }, { url: '/c' }] },
    ],
    ['gallery of images as an object', { images: { gallery: ['/a'] } }, { gallery: [{ url: '/a' }] }],
    [
      'materials',
      {
        customization: {
          materials: [{ id: 'g', type: 'gold', name: 'Gold', priceMultiplier: 2, finish: 5 }, 'Silver', 7],
        },
      },
      {
        customization: { materials: [{ id: 'g', type: 'gold', name: 'Gold', priceMultiplier: 2 }, { name: 'Silver' }] },
      },
    ],
    ['materials outside customization', { materials: ['gold'] }, { customization: { materials: [{ name: 'gold' }] } }],
    [
      'gemstones',
      {
        gemstones: [
          { type: 'ruby', carat: 0.5, isLabGrown: true },
          { type: 'opal', carat: '1' },
        ],
      },
      {
        customization: {
          gemstones: [
            { type: 'ruby', name: 'ruby', carat: 0.5, labGrown: true },
            { type: 'opal', name: 'opal', labGrown: false },
          ],
        },
      },
    ],
    ['engraving as a flag', { customization: { engraving: true } }, { customization: { engraving: true } }],
    [
      'engraving as an object',
      { customization: { engraving: { available: true } } },
      { customization: { engraving: true } },
    ],
    [
      'sizes of any form',
      { customization: { sizes: ['S', 6.5, { label: 'M' }, { value: 7 }, null, {}] } },
      { sizes: ['S', '6.5', 'M', '7'] },
    ],
    [
      'certifications',
      { certifications: [{ type: 'GIA', issuer: 'GIA', certificateNumber: '1', x: 1 }, 'IGI', {}] },
      { certifications: [{ type: 'GIA', issuer: 'GIA', certificateNumber: '1' }, { type: 'IGI' }] },
    ],
    [
      'seo',
      { seo: { metaTitle: 'T', metaDescription: 5, keywords: ['k', 5] } },
      { seo: { metaTitle: 'T', keywords: ['k'] } },
    ],
    [
      'nothing',
      {},
      {
        gallery: [],
        customization: { materials: [], gemstones: [], engraving: false },
        sizes: [],
        certifications: [],
        seo: { keywords: [] },
      },
    ],
  ])('%s', (_, document, expected) => {
    expect(of(document)).toMatchObject(expected);
  });

  it('is bounded', () => {
    const detail = of({
      sizes: Array.from({ length: 500 }, (_, index) => `${index}`),
      seo: { metaTitle: 'x'.repeat(10_000) },
      images: Array.from({ length: 500 }, (_, index) => `/${index}`),
    });
    expect([detail.sizes.length, detail.seo.metaTitle?.length, detail.gallery.length]).toEqual([50, 2_000, 50]);
  });

  it('never throws, whatever is stored', () => {
    const paths = ['media', 'images', 'customization', 'materials', 'gemstones', 'sizes', 'certifications', 'seo'];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(paths.map((path) => [path, anything]))), (document) => {
        expect(of(document)).toHaveProperty('seo.keywords');
      }),
    );
  });

  it('is the same for a document upgraded in memory and for the stored upgrade', () => {
    fc.assert(
      fc.property(arbitraryDocuments, (document) => {
        const outcome = upgradeToLatest(document);
        if (!outcome.ok) return;
        const stored = BSON.deserialize(BSON.serialize(outcome.value.document), {
          promoteValues: false,
        }) as StoredDocument;
        expect(readDetail(stored)).toEqual(readDetail(outcome.value.document));
      }),
      { numRuns: 200 },
    );
  });
});
