import { describe, expect, it } from '@jest/globals';
import { METAL_TYPES } from '../../migrations/index.js';
import { labelOf } from './labels.js';

describe('labels of metals', () => {
  it.each([
    ['9k-gold', '9K yellow gold'],
    ['10k-white-gold', '10K white gold'],
    ['14k-rose-gold', '14K rose gold'],
    ['18k-gold', '18K yellow gold'],
    ['22k-gold', '22K gold'],
    ['24k-gold', '24K gold'],
    ['silver', 'Sterling silver'],
    ['stainless-steel', 'Stainless steel'],
    ['unspecified', 'Other metal'],
  ])('%s is "%s"', (value, label) => {
    expect(labelOf('metal', value)).toBe(label);
  });

  it('are one per metal, gold by karat, then color', () => {
    expect(new Set(METAL_TYPES.map((metal) => labelOf('metal', metal))).size).toBe(METAL_TYPES.length);
    const karats = METAL_TYPES.filter((metal) => metal.endsWith('gold')).map((metal) => Number.parseInt(metal, 10));
    expect(karats).toEqual(karats.toSorted((a, b) => a - b));
  });
});
