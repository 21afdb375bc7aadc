import { describe, expect, it } from '@jest/globals';

import { galleryOf, photographOf } from './picture.js';

const ORIGIN = 'https://shop.example';
const ring = {
  _id: 'prod_1',
  name: 'A ring',
  category: 'rings',
  subcategory: 'fashion-rings',
  materialSpecs: { metal: { type: 'silver', finish: 'polished' }, stone: { type: 'opal' } },
};

describe('the picture of a product', () => {
  it.each([
    ['https://shop.example/images/a.jpg', 'https://shop.example/images/a.jpg'],
    ['https://shop.example.evil.test/a.jpg', undefined],
    ['https://cdn.example/a.jpg', undefined],
    ['/images/a.jpg', undefined],
    [undefined, undefined],
  ])('%s is photographed as %s', (primaryImage, photograph) => {
    expect(photographOf({ ...ring, primaryImage }, ORIGIN)).toBe(photograph);
  });

  it('a photograph comes before the drawings', () => {
    const names = (primaryImage: string): string[] =>
      galleryOf({ ...ring, primaryImage }, ORIGIN).map(({ name }) => name);
    expect(names(`${ORIGIN}/a.jpg`)).toEqual(['The photograph', 'The piece', 'The stone', 'The metal']);
    expect(names('/a.jpg')).toEqual(['The piece', 'The stone', 'The metal']);
  });
});
