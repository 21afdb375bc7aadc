import type { Point } from './svg.js';

/** The style of a cut, which determines its facets. */
export type CutStyle = 'brilliant' | 'step' | 'cabochon' | 'pearl';

/**
 * A stone's face-up outline: maps an angle in radians (0 to the right, clockwise) to a point of a stone of radius 1.
 */
export interface StoneShape {
  readonly style: CutStyle;
  readonly outline: (angle: number) => Point;
  /** The point where the facets meet. */
  readonly middle: Point;
  /** Its extent upward; it reaches at most 1. */
  readonly top: number;
}

const HALF_PI = Math.PI / 2;
const CENTER: Point = [0, 0];

const ellipse =
  (width: number, height = 1) =>
  (angle: number): Point => [width * Math.cos(angle), height * Math.sin(angle)];

const superellipse =
  (exponent: number, size: number) =>
  (angle: number): Point => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const radius = size * (Math.abs(c) ** exponent + Math.abs(s) ** exponent) ** (-1 / exponent);
    return [radius * c, radius * s];
  };

/** A rectangle with its corners cut off: half its width, half its height, and the sum of both at the cut. */
const octagon =
  (width: number, height: number, corner: number) =>
  (angle: number): Point => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const radius = 1 / Math.max(Math.abs(c) / width, Math.abs(s) / height, (Math.abs(c) + Math.abs(s)) / corner);
    return [radius * c, radius * s];
  };

/** A drop with its tip up. */
const pear = (angle: number): Point => {
  const turn = angle + HALF_PI;
  return [0.98 * Math.sin(turn) * Math.abs(Math.sin(turn / 2)) ** 1.25, 0.98 * -Math.cos(turn)];
};

const marquise = (angle: number): Point => {
  const turn = angle + HALF_PI;
  const across = Math.sin(turn);
  return [0.5 * Math.sign(across) * Math.abs(across) ** 1.7, -Math.cos(turn)];
};

const heart = (angle: number): Point => {
  const turn = angle + HALF_PI;
  const x = Math.sin(turn) ** 3;
  const y = (13 * Math.cos(turn) - 5 * Math.cos(2 * turn) - 2 * Math.cos(3 * turn) - Math.cos(4 * turn)) / 16;
  return [0.98 * x, -0.98 * y - 0.02];
};

/** An irregular round. */
const baroque = (angle: number): Point => {
  const radius = 0.88 + 0.07 * Math.cos(2 * angle + 0.7) + 0.05 * Math.cos(3 * angle - 1.1);
  return [radius * Math.cos(angle) * 0.9, radius * Math.sin(angle) * 1.04];
};

function shape(style: CutStyle, outline: (angle: number) => Point, middle = CENTER): StoneShape {
  const tops = Array.from({ length: 48 }, (_, step) => -outline((step / 48) * 2 * Math.PI)[1]);
  return { style, outline, middle, top: Math.max(...tops) };
}

const SHAPES: Readonly<Record<string, StoneShape>> = {
  round: shape('brilliant', ellipse(0.95, 0.95)),
  oval: shape('brilliant', ellipse(0.78)),
  cushion: shape('brilliant', superellipse(3.4, 0.88)),
  princess: shape('brilliant', superellipse(14, 0.82)),
  radiant: shape('brilliant', octagon(0.74, 0.95, 1.44)),
  pear: shape('brilliant', pear, [0, 0.14]),
  marquise: shape('brilliant', marquise),
  heart: shape('brilliant', heart, [0, -0.08]),
  trillion: shape('brilliant', (angle) => {
    const radius = 0.94 / (1 + 0.2 * Math.cos(3 * (angle + HALF_PI)) * -1);
    return [radius * Math.cos(angle), radius * Math.sin(angle) + 0.08];
  }),
  emerald: shape('step', octagon(0.72, 1, 1.44)),
  asscher: shape('step', octagon(0.88, 0.88, 1.32)),
  baguette: shape('step', octagon(0.46, 1, 1.36)),
  cabochon: shape('cabochon', ellipse(0.8, 0.98)),
  baroque: shape('pearl', baroque),
  pearl: shape('pearl', ellipse(0.92, 0.92)),
};

const WORDS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/asscher/, 'asscher'],
  [/emerald/, 'emerald'],
  [/baguette/, 'baguette'],
  [/radiant/, 'radiant'],
  [/princess|square/, 'princess'],
  [/cushion/, 'cushion'],
  [/oval/, 'oval'],
  [/pear|drop|briolette/, 'pear'],
  [/marquise|navette/, 'marquise'],
  [/heart/, 'heart'],
  [/trillion|trilliant|triangle/, 'trillion'],
  [/cabochon|cab\b/, 'cabochon'],
  [/baroque|keshi/, 'baroque'],
  [/round|brilliant|rose|old/, 'round'],
];

/** The outline described by a cut; unknown cuts are round. */
export function stoneShape(type: string, cut = ''): StoneShape {
  const word = cut.slice(0, 100).toLowerCase();
  const named = WORDS.find(([pattern]) => pattern.test(word))?.[1];
  const fallback = type === 'pearl' ? 'pearl' : type === 'opal' || type === 'other' ? 'cabochon' : 'round';
  const found = type === 'pearl' && named !== 'baroque' ? 'pearl' : (named ?? fallback);
  return SHAPES[found] ?? shape('brilliant', ellipse(0.95, 0.95));
}
