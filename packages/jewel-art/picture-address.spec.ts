import { describe, expect, it } from '@jest/globals';

import { pictureAddress, type PicturedProduct, pictureText, pictureViews } from './picture-address.js';

const ring: PicturedProduct = {
  _id: 'prod_1',
  name: 'First Light',
  category: 'rings',
  subcategory: 'engagement-rings',
  materialSpecs: {
    metal: { type: '14k-gold', finish: 'polished' },
    stone: { type: 'lab-diamond', carat: 0.75, cut: 'round', color: 'E' },
  },
};
const { metal, stone } = ring.materialSpecs;
const withStone = (changes: object): PicturedProduct => ({
  ...ring,
  materialSpecs: { metal, stone: { type: 'lab-diamond', ...stone, ...changes } },
});

describe('the address of a picture', () => {
  it('contains the id and eleven characters of hash', () => {
    expect(pictureAddress(ring)).toMatch(/^\/art\/prod_1-[0-9a-z]{11}\.svg$/);
    expect(pictureAddress(ring, 'stone')).toBe(pictureAddress(ring).replace('/art/', '/art/stone/'));
    expect(pictureAddress(ring, 'metal')).toBe(pictureAddress(ring).replace('/art/', '/art/metal/'));
  });

  it('differs whenever the drawing differs', () => {
    const changed: PicturedProduct[] = [
      { ...ring, _id: 'prod_2' },
      { ...ring, name: 'First Halo' },
      { ...ring, category: 'jewelry' },
      { ...ring, subcategory: 'fashion-rings' },
      { ...ring, materialSpecs: { metal: { ...metal, type: 'platinum' }, stone } },
      { ...ring, materialSpecs: { metal: { ...metal, finish: 'matte' }, stone } },
      { ...ring, materialSpecs: { metal } },
      withStone({ type: 'ruby' }),
      withStone({ carat: 1 }),
      withStone({ carat: undefined }),
      withStone({ cut: 'oval' }),
      withStone({ color: 'pink' }),
    ];
    expect(new Set([ring, ...changed].map((one) => pictureAddress(one))).size).toBe(changed.length + 1);
  });

  it('does not depend on what is not drawn', () => {
    const listed = {
      ...ring,
      slug: 'first-light',
      pricing: { basePrice: 1 },
      materialSpecs: { ...ring.materialSpecs, metal: { ...metal, purity: '14K' } },
    };
    expect(pictureAddress(listed)).toBe(pictureAddress(ring));
  });

  it.each(['a/b', '..', 'a b?c#d', 'perle œ 💍', '\ud800', '%2e', '"<>'])('can be built for the id %j', (_id) => {
    const address = pictureAddress({ ...ring, _id });
    expect(address).toMatch(/^\/art\/[\w.%~!'()*-]+-[0-9a-z]{11}\.svg$/);
    expect(new URL(address, 'http://localhost').pathname).toBe(address);
  });
});

describe('the views of a gallery', () => {
  it('omit the stone if there is none', () => {
    expect(pictureViews(ring)).toEqual(['front', 'stone', 'metal']);
    expect(pictureViews({ ...ring, materialSpecs: { metal } })).toEqual(['front', 'metal']);
  });
});

describe('the text of a picture', () => {
  it.each([
    { product: ring, view: 'front' as const, text: '14K gold ring with a round lab-grown diamond' },
    { product: ring, view: 'stone' as const, text: 'The stone: round lab-grown diamond' },
    { product: ring, view: 'metal' as const, text: 'The metal: polished 14K gold' },
    {
      product: {
        ...ring,
        category: 'earrings',
        materialSpecs: { metal: { type: 'stainless-steel', finish: 'matte' } },
      },
      view: 'front' as const,
      text: 'Stainless steel pair of earrings',
    },
    {
      product: withStone({ type: 'opal', cut: undefined }),
      view: 'front' as const,
      text: '14K gold ring with an opal',
    },
    {
      product: {
        ...ring,
        category: 'unknown',
        materialSpecs: { metal: { type: 'unspecified', finish: 'x' }, stone: { type: 'other' } },
      },
      view: 'front' as const,
      text: 'Metal piece of jewelry with a gemstone',
    },
  ])('is "$text"', ({ product, view, text }) => {
    expect(pictureText(product, view)).toBe(text);
  });
});
