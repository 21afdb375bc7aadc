import type { Metal } from './metal.js';
import type { SeededRandom } from './seeded-random.js';
import type { Sheet } from './sheet.js';
import { defineMelee, defineOutline, defineStone, placeStone } from './stone.js';
import { outlinePoints, type StoneLook } from './stone-look.js';
import { stoneColors } from './stone-colors.js';
import { stoneShape } from './stone-outlines.js';
import { element, type Point, short } from './svg.js';

/** What to draw: the product's visible properties, and the drawing tools. */
export interface Piece {
  readonly sheet: Sheet;
  readonly metal: Metal;
  readonly random: SeededRandom;
  /** The product's name in lower case, which says more than the specs, such as "signet" or "halo". */
  readonly words: string;
  readonly subcategory: string;
  readonly stone: PieceStone | undefined;
}

/** The main stone. */
export interface PieceStone {
  readonly look: StoneLook;
  /** Its radius on a ring's drawing; other pieces use a fraction of it. */
  readonly radius: number;
}

/** Small clear stones beside the main stone. */
const CLEAR: StoneLook = {
  shape: stoneShape('lab-diamond', 'round'),
  colors: stoneColors('lab-diamond'),
  type: 'lab-diamond',
};

/** How a stone is set. */
export interface Setting {
  readonly size?: number;
  readonly degrees?: number;
  /** Number of prongs. */
  readonly prongs?: number;
  /** A bezel: a metal rim all around, instead of prongs. */
  readonly bezel?: boolean;
  /** Small stones all around. */
  readonly halo?: boolean;
}

/** The main stone in its setting, around a point. Settings of one kind are drawn once and placed repeatedly. */
export function setStone(piece: Piece, stone: PieceStone, at: Point, setting: Setting = {}): string {
  const { size = stone.radius, degrees = 0, halo = false, bezel = false, prongs = 4 } = setting;
  const id = `s${halo ? 'h' : ''}${bezel ? 'b' : prongs}`;
  const reference = piece.sheet.define(id, () =>
    element('g', { id }, settingAround(piece, stone, { halo, bezel, prongs })),
  );
  const under = piece.sheet.shadow(at[0] + size * 0.06, at[1] + size * 0.16, size * 1.12, size * 1.1);
  return under + placeStone(reference, at, degrees, size / stone.radius);
}

function settingAround(
  piece: Piece,
  { look, radius }: PieceStone,
  { halo, bezel, prongs }: Required<Pick<Setting, 'halo' | 'bezel' | 'prongs'>>,
): string {
  const stone = element('use', { href: defineStone(piece.sheet, look, radius, 's') });
  // A pearl is glued to a peg, so its setting is invisible.
  if (look.shape.style === 'pearl') return stone;
  const wall = radius * (bezel ? 0.14 : 0.06);
  const face = piece.metal.paints.local(radius);
  const outline = defineOutline(piece.sheet, look, radius);
  const seat = (extra: number): string =>
    element('use', {
      href: outline,
      fill: face,
      stroke: piece.metal.tones[0],
      'stroke-width': 0.8,
      transform: `scale(${short(1 + extra / radius, 2)})`,
    });
  const small = Math.max(2.4, radius * 0.13);
  const around = halo ? seat(wall + small * 2.1) + haloStones(piece, look, radius + wall + small, small) : '';
  const inner = bezel
    ? element('use', { href: outline, fill: piece.metal.tones[0], opacity: 0.7, transform: 'scale(1.02)' })
    : '';
  return around + seat(wall) + inner + stone + (bezel ? '' : prongBeads(piece, look, radius, prongs));
}

function prongBeads(piece: Piece, { shape }: StoneLook, size: number, count: number): string {
  // A tip needs a prong of its own.
  const start = isPointed(shape.outline) ? -Math.PI / 2 : Math.PI / 4;
  return Array.from({ length: count }, (_, index) => {
    const [x, y] = shape.outline(start + (index * 2 * Math.PI) / count);
    return piece.metal.bead([x * size, y * size], size * 0.09);
  }).join('');
}

function isPointed(outline: (angle: number) => Point): boolean {
  const [x, y] = outline(-Math.PI / 2 + 0.12);
  const [, top] = outline(-Math.PI / 2);
  return Math.abs(x) < 0.075 && y - top < 0.05;
}

function haloStones({ sheet }: Piece, look: StoneLook, size: number, small: number): string {
  const stone = defineMelee(sheet, CLEAR, 'c');
  const href = sheet.define('h', (id) => element('g', { id }, placeStone(stone, [0, 0], 0, small / 10)));
  const places = spaced(outlinePoints(look.shape, size, 120), small * 2.02);
  return places.map(([x, y]) => element('use', { href, x: short(x), y: short(y) })).join('');
}

/** Evenly spaced points on a closed line, approximately this far apart. */
export function spaced(path: readonly Point[], distance: number): Point[] {
  const closed = [...path, path[0] ?? [0, 0]];
  const lengths = closed.map((point, index) => {
    const before = closed[index - 1] ?? point;
    return Math.hypot(point[0] - before[0], point[1] - before[1]);
  });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.max(3, Math.round(total / distance));
  const found: Point[] = [];
  let passed = 0;
  for (let index = 1; index < closed.length && found.length < count; index++) {
    const [from, to, length] = [closed[index - 1] ?? [0, 0], closed[index] ?? [0, 0], lengths[index] ?? 0];
    while (length > 0 && found.length < count && (found.length * total) / count < passed + length) {
      const share = ((found.length * total) / count - passed) / length;
      found.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
    }
    passed += length;
  }
  return found;
}

/** A small stone at a point: of the main stone's kind, or a clear one. */
export function melee(
  piece: Piece,
  at: Point,
  radius: number,
  kind: 'main' | 'clear' = 'main',
  degrees?: number,
): string {
  const isMain = kind === 'main' && piece.stone !== undefined;
  const look = isMain && piece.stone !== undefined ? piece.stone.look : CLEAR;
  const reference = defineMelee(piece.sheet, look, isMain ? 'e' : 'c');
  return placeStone(reference, at, degrees ?? Math.floor(piece.random.next() * 8) * 45, radius / 10);
}

/** Whether the name contains one of these words. */
export function says(piece: Piece, pattern: RegExp): boolean {
  return pattern.test(piece.words);
}
