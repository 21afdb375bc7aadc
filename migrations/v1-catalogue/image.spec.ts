import { describe, expect, it } from '@jest/globals';
import { mapped } from '../testing/mapping.js';
import { primaryImage } from './image.js';

const placeholder = { primaryImage: '/images/placeholder-product.jpg', warns: ['primaryImage'] };
const found = (url: string): object => ({ primaryImage: url });

describe('primaryImage', () => {
  it.each([
    {
      title: 'of `media` first',
      doc: { media: { primary: '/m' }, images: [{ url: '/i' }], imageUrl: '/u' },
      expected: found('/m'),
    },
    {
      title: 'of the image marked as primary',
      doc: {
        media: { primary: ' ' },
        images: [{ url: '/0' }, { url: '/1', isPrimary: true }, { url: '/2', isPrimary: true }],
      },
      expected: found('/1'),
    },
    {
      title: 'of the first image',
      doc: { images: [{ url: '/0' }, { url: '/1', isPrimary: 'true' }] },
      expected: found('/0'),
    },
    {
      title: 'of the first image, where the marked one has none',
      doc: { images: [{ url: '/0' }, { isPrimary: true }] },
      expected: found('/0'),
    },
    { title: 'of the first image, where that is a text', doc: { images: ['/0'] }, expected: found('/0') },
    {
      title: 'of the next source, where the first image is odd',
      doc: { images: [null, { url: '/1' }], imageUrl: '/u' },
      expected: found('/u'),
    },
    { title: 'of `images` as an object', doc: { images: { primary: '/p' }, imageUrl: '/u' }, expected: found('/p') },
    { title: 'of `imageUrl`', doc: { images: [], imageUrl: '/u' }, expected: found('/u') },
    { title: 'missing', doc: {}, expected: placeholder },
    { title: 'wrong everywhere', doc: { media: 'x', images: [5], imageUrl: {} }, expected: placeholder },
    {
      title: 'blank everywhere',
      doc: { media: { primary: '' }, images: [{ url: ' ' }], imageUrl: '' },
      expected: placeholder,
    },
  ])('$title → $expected', ({ doc, expected }) => {
    expect(mapped(primaryImage, doc)).toEqual(expected);
  });
});
