import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import { BSON, type Document } from 'mongodb';

import { type GenerateOptions, generateProducts } from './generate-products.js';
import { TAGS } from './generated-words.js';
import { IRREGULAR_FORMS, type IrregularForm } from './irregular-forms.js';
import { Random } from './random.js';

const many = [...generateProducts({ count: 4000, seed: 1 })];
const catalog = [...generateProducts({ count: 4000, seed: 2, shares: { v1: 1 } })];

function hashOf(options: GenerateOptions): string {
  const hash = createHash('sha256');
  for (const document of generateProducts(options)) hash.update(BSON.serialize(document));
  return hash.digest('hex').slice(0, 16);
}

/** The share of documents with each value; `undefined` counts those without one. */
function shares(documents: readonly Document[], valueOf: (document: Document) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const document of documents)
    counts[String(valueOf(document))] = (counts[String(valueOf(document))] ?? 0) + 1 / documents.length;
  return counts;
}

const between = (low: number, high: number) => expect.toSatisfyRange(low, high);

expect.extend({
  toSatisfyRange: (received: unknown, low: number, high: number) => ({
    pass: typeof received === 'number' && received >= low && received <= high,
    message: () => `expected ${String(received)} to be between ${low} and ${high}`,
  }),
});

declare module '@jest/expect' {
  interface AsymmetricMatchers {
    toSatisfyRange(low: number, high: number): void;
  }
}

describe('generateProducts', () => {
  it('gives the same bytes for the same seed, on every machine', () => {
    expect(hashOf({ count: 500, seed: 42, irregular: 0.2 })).toBe('36302a497602fed2');
    expect(hashOf({ count: 500, seed: 43, irregular: 0.2 })).not.toBe('36302a497602fed2');
  });

  it('depends on the position in the series, not on the count', () => {
    const whole = [...generateProducts({ count: 30, seed: 5, irregular: 0.5 })];
    expect([...generateProducts({ count: 10, seed: 5, irregular: 0.5, from: 20 })]).toEqual(whole.slice(20));
  });

  it('has unique ids and slugs, half of the ids strings', () => {
    expect(new Set(many.map(({ _id }) => String(_id))).size).toBe(4000);
    expect(new Set(many.map(({ seo }) => seo.slug)).size).toBe(4000);
    expect(shares(many, ({ _id }) => typeof _id)).toEqual({ string: between(0.45, 0.55), object: between(0.45, 0.55) });
  });

  it('generates the shapes in the requested shares', () => {
    const shapeOf = (document: Document): string =>
      'basePrice' in document ? 'v0' : 'sku' in document ? 'v1Later' : 'v1';
    expect(shares(many, shapeOf)).toEqual({
      v0: between(0.08, 0.12),
      v1: between(0.75, 0.81),
      v1Later: between(0.1, 0.14),
    });
    expect(shares([...generateProducts({ count: 1000, seed: 3, shares: { v0: 1, v1Later: 3 } })], shapeOf)).toEqual({
      v0: between(0.21, 0.29),
      v1Later: between(0.71, 0.79),
    });
  });

  it('generates v2 documents as the service would write them', () => {
    const documents = [...generateProducts({ count: 200, seed: 3, shares: { v1: 1, v2: 1 } })];
    const upgraded = documents.filter(({ schemaVersion }) => schemaVersion === 2);
    expect(upgraded.length).toBeGreaterThan(50);
    expect(upgraded.length).toBeLessThan(150);
    expect(upgraded.every(({ materialSpecs, legacy }) => materialSpecs !== undefined && legacy !== undefined)).toBe(
      true,
    );
  });

  it('generates about 3 KB per document', () => {
    const sizes = catalog.map((document) => BSON.calculateObjectSize(document));
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toEqual(between(2600, 3600));
  });

  it('makes most values common: metals, karats, categories, lab-grown, statuses', () => {
    const first =
      (part: 'materials' | 'gemstones') =>
      ({ customization }: Document): Document | undefined =>
        customization[part]?.[0];
    const even = between(0.17, 0.23);
    expect(shares(catalog, (document) => first('materials')(document)?.['type'])).toEqual({
      gold: even,
      'white-gold': even,
      'rose-gold': even,
      silver: even,
      platinum: even,
    });
    expect(shares(catalog, (document) => first('materials')(document)?.['purity'])).toEqual({
      '14K': between(0.27, 0.33),
      '18K': between(0.27, 0.33),
      925: even,
      950: even,
    });
    expect(shares(catalog, ({ category }) => category)).toEqual({
      rings: between(0.24, 0.3),
      necklaces: between(0.21, 0.27),
      earrings: between(0.21, 0.27),
      bracelets: between(0.18, 0.24),
      jewelry: between(0.02, 0.06),
    });
    expect(shares(catalog, (document) => first('gemstones')(document)?.['isLabGrown'])).toEqual({
      true: between(0.35, 0.43),
      false: between(0.35, 0.43),
      undefined: between(0.19, 0.25),
    });
    expect(shares(catalog, ({ metadata }) => metadata.status)['active']).toEqual(between(0.83, 0.89));
  });

  it('stays within its ranges', () => {
    const prices = catalog.map(({ pricing }) => pricing.basePrice as number);
    expect(Math.min(...prices)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...prices)).toBeLessThanOrEqual(12_000);
    const carats = catalog
      .flatMap(({ customization }) => (customization.gemstones ?? []) as Document[])
      .map(({ carat }) => carat as number);
    expect([Math.min(...carats), Math.max(...carats)]).toEqual([0.25, 3]);
    expect(new Set(catalog.flatMap(({ metadata }) => metadata.tags as string[]))).toEqual(new Set(TAGS));
  });

  it('gives irregular forms to the requested share', () => {
    const regular = [...generateProducts({ count: 2000, seed: 9 })];
    const odd = [...generateProducts({ count: 2000, seed: 9, irregular: 0.25 })];
    const changed = odd.filter(
      (document, index) => !Buffer.from(BSON.serialize(document)).equals(BSON.serialize(regular[index] as Document)),
    );
    expect(changed.length / 2000).toEqual(between(0.18, 0.29));
  });
});

describe('irregular forms', () => {
  it.each(Object.keys(IRREGULAR_FORMS) as IrregularForm[])(
    '%s: changes documents of every shape that supports it',
    (form) => {
      for (const shape of ['v0', 'v1', 'v1Later'] as const) {
        const documents = [...generateProducts({ count: 20, seed: 4, shares: { [shape]: 1 } })];
        const changed = documents.filter((document) => {
          const before = Buffer.from(BSON.serialize(document));
          (IRREGULAR_FORMS[form] as (document: Document, random: Random) => void)(document, new Random(1));
          return !before.equals(BSON.serialize(document));
        });
        const needsCatalogueShape = form === 'purity in words';
        if (!needsCatalogueShape || shape === 'v1') expect(changed.length).toBeGreaterThan(0);
        expect(documents.every(({ _id, name }) => _id !== undefined && typeof name === 'string')).toBe(true);
      }
    },
  );
});
