import type { Piece } from './piece.js';
import { element, ellipsePath, type Point } from './svg.js';

/** The ring of metal that stands upright behind a stone. */
export interface UprightRing {
  readonly center: Point;
  readonly radius: number;
  readonly width: number;
}

/** A standing ring: its bar, its inner wall and its shadow. */
export function uprightRing(piece: Piece, { center: [x, y], radius, width }: UprightRing): string {
  const { metal } = piece;
  const wall = element('path', {
    d: ellipsePath([x, y - 3.5], radius),
    fill: 'none',
    stroke: metal.paints.wall,
    'stroke-width': width * 0.9,
  });
  const edge = element('path', {
    d: ellipsePath([x, y - 3.5], radius),
    fill: 'none',
    stroke: metal.tones[0],
    'stroke-width': width * 0.9 + 0.8,
  });
  return (
    piece.sheet.shadow(x, y + radius + width * 0.7, radius * 0.92, 8) +
    edge +
    wall +
    metal.tube(ellipsePath([x, y], radius), width)
  );
}
