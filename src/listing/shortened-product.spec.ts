import { describe, expect, it } from '@jest/globals';
import { type Product, upgradeToLatest } from '../../migrations/index.js';
import { isTooLong, shortened } from './shortened-product.js';
import { toListedProduct } from './listed-product.js';

const LONG = 'x'.repeat(1_000_000);

function productOf(fields: object): Product {
  const document = { _id: 'r', name: 'Ring', category: 'rings', pricing: { basePrice: 5, currency: 'USD' }, ...fields };
  const outcome = upgradeToLatest(document);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failures));
  return outcome.value.product;
}

describe('a listed product', () => {
  it.each<[string, object]>([
    ['nothing unusual', { description: 'A ring.', metadata: { tags: ['gift'] } }],
    ['the longest description that an admin may write', { description: 'y'.repeat(10_000) }],
    ['a small picture in its address', { media: { primary: `data:image/png;base64,${'A'.repeat(50_000)}` } }],
  ])('with %s is shown whole', (_, fields) => {
    const product = productOf(fields);
    expect(isTooLong(product)).toBe(false);
    expect(shortened(product)).toBe(product);
  });

  it.each<[string, object]>([
    ['its name', { name: LONG }],
    ['its description', { description: LONG }],
    ['its slug', { seo: { slug: LONG } }],
    ['its picture', { media: { primary: `/${LONG}` } }],
    ['its currency', { pricing: { basePrice: 5, currency: LONG } }],
    ['a tag', { metadata: { tags: [LONG] } }],
    ['its tags', { metadata: { tags: Array.from({ length: 20_000 }, (_, at) => `t${at}`) } }],
    ['a collection', { metadata: { collections: [LONG] } }],
    ['its collections', { metadata: { collections: Array.from({ length: 20_000 }, (_, at) => `c${at}`) } }],
    ['its purity', { customization: { materials: [{ type: 'gold', name: 'Gold', purity: LONG, finish: LONG }] } }],
    [
      'its stone',
      { customization: { gemstones: [{ type: 'ruby', cut: LONG, clarity: LONG, color: LONG, certification: LONG }] } },
    ],
    ['its designer', { creator: { profile: { handle: LONG, name: LONG } } }],
  ])('is bounded in %s', (_, fields) => {
    const product = shortened(productOf(fields));
    expect(JSON.stringify([toListedProduct(product), product.discovery]).length).toBeLessThan(66_000);
    expect(isTooLong(shortened(product))).toBe(false);
  });

  it('says where a text was cut', () => {
    expect(shortened(productOf({ description: LONG })).description).toMatch(/^x{9999}…$/);
  });
});
