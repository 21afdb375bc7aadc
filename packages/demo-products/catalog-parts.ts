import type { Document } from 'mongodb';

import type { MetalOption, StoneOption } from './data/options.js';

const METAL_NAMES: Readonly<Record<MetalOption['type'], string>> = {
  gold: 'Yellow Gold',
  'white-gold': 'White Gold',
  'rose-gold': 'Rose Gold',
  silver: 'Sterling Silver',
  platinum: 'Platinum',
};

const METAL_NOTES: Readonly<Record<MetalOption['type'], string>> = {
  gold: 'Warm and classic, alloyed for daily wear',
  'white-gold': 'Cool and bright, rhodium-plated for a clean white',
  'rose-gold': 'Blushed with copper; deepens a little with the years',
  silver: 'Bright when polished, soft gray when left alone',
  platinum: 'Dense, naturally white and the hardest to wear out',
};

const METAL_MULTIPLIERS: Readonly<Record<string, number>> = {
  'gold 14K': 1,
  'gold 18K': 1.35,
  'white-gold 14K': 1.05,
  'white-gold 18K': 1.4,
  'rose-gold 14K': 1,
  'rose-gold 18K': 1.35,
  'silver 925': 0.45,
  'platinum 950': 1.6,
};

const STONE_MULTIPLIERS: Readonly<Record<StoneOption['type'], number>> = {
  diamond: 1,
  emerald: 0.9,
  ruby: 0.95,
  sapphire: 0.85,
  other: 0.5,
};

/** A metal option as the catalog stores it. */
export function materialDocument(option: MetalOption): Document {
  const { type, purity, finish, recycled, ethicallySourced, carbonNeutral } = option;
  return {
    id: `${type}-${purity.toLowerCase()}`,
    type,
    name: type === 'silver' || type === 'platinum' ? METAL_NAMES[type] : `${purity} ${METAL_NAMES[type]}`,
    purity,
    finish,
    priceMultiplier: METAL_MULTIPLIERS[`${type} ${purity}`] ?? 1,
    description: METAL_NOTES[type],
    sustainability: { recycled, ethicallySourced, carbonNeutral },
  };
}

/** A stone option as the catalog stores it; `number` is used in its certificate's number. */
export function gemstoneDocument(option: StoneOption, number: number): Document {
  const { type, isLabGrown, carat, color, clarity, cut, agency, conflictFree, traceable } = option;
  return {
    id: `${isLabGrown ? 'lab-' : ''}${type === 'other' ? 'moissanite' : type}-${String(carat).replace('.', '')}ct`,
    type,
    isLabGrown,
    carat,
    color,
    clarity,
    cut,
    certification: { agency, certificateNumber: `${agency}${String(640_000_000 + number * 7919)}` },
    priceMultiplier: Math.round((STONE_MULTIPLIERS[type] * (isLabGrown ? 1 : 2.4) + carat) * 100) / 100,
    sustainability: { labGrown: isLabGrown, conflictFree, traceable },
  };
}

/** The sizes in which a category's pieces are made. */
export function sizeDocuments(category: string): Document[] {
  const [from, to, step, unit] = SIZE_RUNS[category] ?? [1, 1, 1, 'one size'];
  const sizes: Document[] = [];
  for (let size = from; size <= to; size += step) {
    const name = unit === 'one size' ? unit : `${size}${unit === 'US' ? '' : ` ${unit}`}`;
    sizes.push({
      id: `size-${String(size).replace('.', '-')}`,
      name,
      measurement: size,
      unit,
      availability: true,
      priceAdjustment: 0,
    });
  }
  return sizes;
}

const SIZE_RUNS: Readonly<Record<string, readonly [number, number, number, string]>> = {
  rings: [5, 9, 0.5, 'US'],
  necklaces: [40, 55, 5, 'cm'],
  bracelets: [16, 20, 2, 'cm'],
};
