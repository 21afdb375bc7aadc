import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';

import type { PicturedProduct } from '../../packages/jewel-art/picture-address.js';
import { ReadyPictures } from './ready-pictures.js';

const ring = (number: number): PicturedProduct => ({
  _id: `ring-${number}`,
  name: 'Ring',
  category: 'rings',
  subcategory: 'engagement-rings',
  materialSpecs: { metal: { type: 'platinum', finish: 'polished' }, stone: { type: 'ruby', carat: 1, cut: 'round' } },
});

describe('pictures that are kept', () => {
  it('are the same in every form', async () => {
    const { plain, packed } = await new ReadyPictures().of(ring(1), 'front');
    expect(plain.toString()).toMatch(/^<svg /);
    expect(brotliDecompressSync(packed.br).equals(plain)).toBe(true);
    expect(gunzipSync(packed.gzip).equals(plain)).toBe(true);
  });

  it('are made once, and anew for a product that has changed', async () => {
    const pictures = new ReadyPictures();
    const first = await pictures.of(ring(1), 'front');
    expect(await pictures.of(ring(1), 'front')).toBe(first);
    expect((await pictures.of(ring(1), 'stone')).tag).not.toBe(first.tag);
    expect((await pictures.of({ ...ring(1), name: 'Halo Ring' }, 'front')).tag).not.toBe(first.tag);
  });

  it('take no more memory than they may, however many are asked for', async () => {
    const pictures = new ReadyPictures();
    for (let number = 0; number < 900; number++) await pictures.of(ring(number), 'front');
    expect(pictures.byteLength).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(pictures.byteLength).toBeGreaterThan(4 * 1024 * 1024);
  });
});
