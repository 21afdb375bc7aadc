import type { StoneColors } from './stone-colors.js';
import type { StoneShape } from './stone-outlines.js';
import type { Point } from './svg.js';

/** A stone as it is drawn, whatever its size. */
export interface StoneLook {
  readonly shape: StoneShape;
  readonly colors: StoneColors;
  readonly type: string;
}

/** The corner points of a stone's outline of radius 1, enough of them for its tips. */
export function outlinePoints({ outline }: StoneShape, size: number, count = 48): Point[] {
  return Array.from({ length: count }, (_, step): Point => {
    const [x, y] = outline((step / count) * 2 * Math.PI);
    return [x * size, y * size];
  });
}
