import type { StoneColors } from './stone-colors.js';
import type { StoneShape } from './stone-outlines.js';
import type { Point } from './svg.js';

/** The look of a stone, independent of its size. */
export interface StoneLook {
  readonly shape: StoneShape;
  readonly colors: StoneColors;
  readonly type: string;
}

/** Points of a stone's outline of radius 1, enough to show its tips. */
export function outlinePoints({ outline }: StoneShape, size: number, count = 48): Point[] {
  return Array.from({ length: count }, (_, step): Point => {
    const [x, y] = outline((step / count) * 2 * Math.PI);
    return [x * size, y * size];
  });
}
