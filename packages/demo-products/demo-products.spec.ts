import { describe, expect, it } from '@jest/globals';
import { BSON, type Document } from 'mongodb';

import { demoProducts } from './demo-products.js';

const products = demoProducts();
const store = products.filter((product) => 'basePrice' in product);
const later = products.filter((product) => 'sku' in product);
const catalog = products.filter((product) => !store.includes(product) && !later.includes(product));

const materialsOf = ({ customization, materials }: Document): Document[] => customization?.materials ?? materials ?? [];
const gemstonesOf = ({ customization, gemstones }: Document): Document[] => customization?.gemstones ?? gemstones ?? [];
const statusOf = ({ metadata, status }: Document): string => metadata?.status ?? status ?? 'active';
const isPublic = (product: Document): boolean => ['active', 'out-of-stock', 'coming-soon'].includes(statusOf(product));
const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const valuesOf = (values: readonly unknown[]): unknown[] => [...new Set(values)].sort();

describe('demo products', () => {
  it('are 75 in three shapes', () => {
    expect({ all: products.length, store: store.length, catalog: catalog.length, later: later.length }).toEqual({
      all: 75,
      store: 8,
      catalog: 58,
      later: 9,
    });
  });

  it('have 3 materials and 2 gemstones on average, in the catalog shape and overall', () => {
    expect(average(products.map((product) => materialsOf(product).length))).toBe(3);
    expect(average(catalog.map((product) => materialsOf(product).length))).toBe(3);
    expect(average(products.map((product) => gemstonesOf(product).length))).toBe(2);
    expect(average(catalog.map((product) => gemstonesOf(product).length))).toBe(2);
  });

  it('have unique ids, slugs, names and texts', () => {
    for (const key of [
      (product: Document) => String(product._id),
      (product: Document) => product.seo.slug as string,
      (product: Document) => product.name as string,
      (product: Document) => product.description as string,
    ]) {
      expect(new Set(products.map(key)).size).toBe(75);
    }
  });

  it('have 0.5 to 1.2 carats, mostly up to 1', () => {
    const carats = products
      .flatMap(gemstonesOf)
      .map(({ carat }) => carat as number | undefined)
      .filter((carat) => carat !== undefined);
    expect(Math.min(...carats)).toBe(0.5);
    expect(carats.filter((carat) => carat > 1).length).toBeLessThan(carats.length / 20);
  });

  it('use every metal, purity and stone of the catalog shape, and sometimes no stone', () => {
    const metals = catalog.flatMap(materialsOf);
    expect(valuesOf(metals.map(({ type }) => type))).toEqual(['gold', 'platinum', 'rose-gold', 'silver', 'white-gold']);
    expect(valuesOf(metals.map(({ purity }) => purity))).toEqual(['14K', '18K', '925', '950']);
    expect(valuesOf(catalog.flatMap(gemstonesOf).map(({ type }) => type))).toEqual([
      'diamond',
      'emerald',
      'other',
      'ruby',
      'sapphire',
    ]);
    expect(products.filter((product) => gemstonesOf(product).length === 0).length).toBeGreaterThan(10);
  });

  it('have every status and both kinds of id, and most are public', () => {
    expect(valuesOf(products.map(statusOf))).toEqual([
      'active',
      'coming-soon',
      'discontinued',
      'inactive',
      'out-of-stock',
    ]);
    expect(products.filter(isPublic).length).toBeGreaterThanOrEqual(68);
    const strings = products.filter(({ _id }) => typeof _id === 'string').length;
    expect(strings).toBeGreaterThan(40);
    expect(75 - strings).toBeGreaterThan(20);
  });

  it('are spread over two years, a few without a date', () => {
    const dates = products.map(({ createdAt }) => createdAt as Date | undefined).filter((date) => date !== undefined);
    expect(75 - dates.length).toBe(2);
    const days = (Math.max(...dates.map(Number)) - Math.min(...dates.map(Number))) / 86_400_000;
    expect(days).toBeGreaterThan(700);
  });

  it('store prices in four BSON types', () => {
    const types = products.map(({ pricing, basePrice }) => {
      const price: unknown = basePrice ?? pricing.basePrice;
      return typeof price === 'object' ? (price as { _bsontype: string })._bsontype : typeof price;
    });
    expect(valuesOf(types)).toEqual(['Decimal128', 'Double', 'number', 'string']);
    expect(types.filter((type) => type !== 'number')).toHaveLength(3);
  });

  it('match the README’s first walk: 14k gold with a lab diamond from half a carat up to 2000', () => {
    const found = catalog.filter((product) => {
      const [metal] = materialsOf(product);
      const [stone] = gemstonesOf(product);
      return (
        isPublic(product) &&
        metal?.type === 'gold' &&
        metal.purity === '14K' &&
        stone?.type === 'diamond' &&
        stone.isLabGrown === true &&
        stone.carat >= 0.5 &&
        Number(product.pricing.basePrice) <= 2000
      );
    });
    expect(found.map(({ name }) => name as string).sort()).toEqual([
      'Dewpoint Diamond Pendant',
      'Everyday Spark Studs',
      'First Light Solitaire',
      'Inside Out Diamond Hoops',
      'Open Door Cuff Ring',
      'Orbit Pavé Band',
      'Station to Station Necklace',
      'Sundial Diamond Bangle',
      'Two Steps Toi et Moi',
    ]);
  });

  it('are new objects with the same bytes at every call', () => {
    const again = demoProducts();
    expect(again[20]).not.toBe(products[20]);
    expect(again.map((product) => Buffer.from(BSON.serialize(product)).toString('hex'))).toEqual(
      products.map((product) => Buffer.from(BSON.serialize(product)).toString('hex')),
    );
  });
});
