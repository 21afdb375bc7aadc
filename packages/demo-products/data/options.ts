/** A metal that a catalog product can be ordered in. */
export interface MetalOption {
  readonly type: 'gold' | 'white-gold' | 'rose-gold' | 'silver' | 'platinum';
  readonly purity: '14K' | '18K' | '925' | '950';
  readonly finish: string;
  readonly recycled: boolean;
  readonly ethicallySourced: boolean;
  readonly carbonNeutral: boolean;
}

/** A stone that a catalog product can be ordered with. */
export interface StoneOption {
  readonly type: 'diamond' | 'emerald' | 'ruby' | 'sapphire' | 'other';
  readonly isLabGrown: boolean;
  readonly carat: number;
  readonly cut: string;
  readonly color: string;
  readonly clarity: string;
  readonly agency: string;
  readonly conflictFree: boolean;
  readonly traceable: boolean;
}

/** What is known of a metal's origin: `r`ecycled, `e`thically sourced, `c`arbon neutral; `-` is none of them. */
type Origin = '-' | 'r' | 'e' | 're' | 'rec';

type MetalMaker = (finish?: string, origin?: Origin) => MetalOption;

function metal(type: MetalOption['type'], purity: MetalOption['purity'], usualOrigin: Origin): MetalMaker {
  return (finish = 'polished', origin = usualOrigin) => ({
    type,
    purity,
    finish,
    recycled: origin.includes('r'),
    ethicallySourced: origin.includes('e'),
    carbonNeutral: origin.includes('c'),
  });
}

export const gold14 = metal('gold', '14K', 're');
export const gold18 = metal('gold', '18K', 'e');
export const white14 = metal('white-gold', '14K', 're');
export const white18 = metal('white-gold', '18K', 'e');
export const rose14 = metal('rose-gold', '14K', 'rec');
export const rose18 = metal('rose-gold', '18K', 'e');
export const silver = metal('silver', '925', 'r');
export const platinum = metal('platinum', '950', 'e');

type StoneMaker = (carat: number, cut?: string, color?: string, clarity?: string) => StoneOption;

function stone(usual: Omit<StoneOption, 'carat'>): StoneMaker {
  return (carat, cut = usual.cut, color = usual.color, clarity = usual.clarity) => ({
    ...usual,
    carat,
    cut,
    color,
    clarity,
  });
}

export const labDiamond = stone({
  type: 'diamond',
  isLabGrown: true,
  cut: 'round',
  color: 'E',
  clarity: 'VS1',
  agency: 'IGI',
  conflictFree: true,
  traceable: true,
});
export const diamond = stone({
  type: 'diamond',
  isLabGrown: false,
  cut: 'round',
  color: 'G',
  clarity: 'VS2',
  agency: 'GIA',
  conflictFree: true,
  traceable: false,
});
export const labSapphire = stone({
  type: 'sapphire',
  isLabGrown: true,
  cut: 'oval',
  color: 'royal blue',
  clarity: 'VVS2',
  agency: 'IGI',
  conflictFree: true,
  traceable: true,
});
export const sapphire = stone({
  type: 'sapphire',
  isLabGrown: false,
  cut: 'cushion',
  color: 'cornflower blue',
  clarity: 'VS1',
  agency: 'AGL',
  conflictFree: true,
  traceable: true,
});
export const labRuby = stone({
  type: 'ruby',
  isLabGrown: true,
  cut: 'oval',
  color: 'vivid red',
  clarity: 'VVS2',
  agency: 'IGI',
  conflictFree: true,
  traceable: true,
});
export const ruby = stone({
  type: 'ruby',
  isLabGrown: false,
  cut: 'cushion',
  color: 'pigeon blood',
  clarity: 'SI1',
  agency: 'GRS',
  conflictFree: false,
  traceable: false,
});
export const labEmerald = stone({
  type: 'emerald',
  isLabGrown: true,
  cut: 'emerald',
  color: 'vivid green',
  clarity: 'VS1',
  agency: 'IGI',
  conflictFree: true,
  traceable: true,
});
export const emerald = stone({
  type: 'emerald',
  isLabGrown: false,
  cut: 'emerald',
  color: 'bluish green',
  clarity: 'SI1',
  agency: 'AGL',
  conflictFree: true,
  traceable: false,
});
/** The catalog's writers file moissanite under `other`: their stone list has no word of its own for it. */
export const moissanite = stone({
  type: 'other',
  isLabGrown: true,
  cut: 'round',
  color: 'D',
  clarity: 'VVS1',
  agency: 'GRA',
  conflictFree: true,
  traceable: true,
});
