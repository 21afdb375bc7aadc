import type { Metal } from './metal.js';
import { element, ellipsePath, onEllipse, path, type Point } from './svg.js';

/** A lying ring, seen from above and in front. */
export interface LyingRing {
  readonly center: Point;
  readonly radii: Point;
  readonly height: number;
  /** Thickness of the metal. */
  readonly wall?: number;
  /** Size of the opening in front, in degrees. */
  readonly gap?: number;
}

/** The faces of a lying ring: inside at the back, outside in front, and the rim. */
export function lyingRing(
  metal: Metal,
  { center: [x, y], radii: [rx, ry], height, wall = 3.4, gap = 0 }: LyingRing,
): string {
  const inner: Point = [rx - wall, ry - wall * 0.62];
  const top = y - height / 2;
  const inside = element('path', {
    d: insidePath([x, y], inner, height),
    fill: metal.paints.wall,
    stroke: metal.tones[0],
    'stroke-width': 0.7,
  });
  if (gap > 0)
    return (
      inside +
      openFront(metal, { center: [x, y], radii: [rx, ry], height, gap }) +
      openRim(metal, [x, top], [rx, ry], gap)
    );
  const rim = ellipsePath([x, top], rx, ry) + ellipsePath([x, top], inner[0], inner[1]);
  return (
    inside +
    metal.rounded(outsidePath([x, y], [rx, ry], height, [180, 0])) +
    element('path', {
      d: rim,
      fill: metal.tones[3],
      'fill-rule': 'evenodd',
      stroke: metal.tones[1],
      'stroke-width': 0.4,
    })
  );
}

/** The visible part of the inside: a crescent between the upper rim and the hole. */
function insidePath([x, y]: Point, [rx, ry]: Point, height: number): string {
  const half = height / 2;
  if (half >= ry) return ellipsePath([x, y - half], rx, ry);
  const cut = rx * Math.sqrt(1 - (half / ry) ** 2);
  const radii = path`${rx} ${ry}`;
  return path`M${x - cut} ${y}A${radii} 0 1 1 ${x + cut} ${y}A${radii} 0 0 0 ${x - cut} ${y}Z`;
}

/** The outside between two angles, from left to right; the first angle is the larger. */
function outsidePath([x, y]: Point, radii: Point, height: number, [from, to]: readonly [number, number]): string {
  const [left, right] = [onEllipse([x, y - height / 2], radii, from), onEllipse([x, y - height / 2], radii, to)];
  const arc = path`A${radii[0]} ${radii[1]} 0 0`;
  return path`M${left[0]} ${left[1]}${arc} 0 ${right[0]} ${right[1]}v${height}${arc} 1 ${left[0]} ${left[1] + height}Z`;
}

function openFront(metal: Metal, { center, radii, height, gap }: Required<Omit<LyingRing, 'wall'>>): string {
  const [left, right] = [90 + gap / 2, 90 - gap / 2];
  return (
    metal.rounded(outsidePath(center, radii, height, [180, left])) +
    metal.rounded(outsidePath(center, radii, height, [right, 0])) +
    [left, right]
      .map((angle) => {
        const [x, y] = onEllipse([center[0], center[1]], radii, angle);
        return metal.plate(ellipsePath([x, y], height * 0.2, height * 0.53), 0.8);
      })
      .join('')
  );
}

function openRim(metal: Metal, center: Point, [rx, ry]: Point, gap: number): string {
  const [start, end] = [
    onEllipse(center, [rx - 1, ry - 0.6], 90 + gap / 2),
    onEllipse(center, [rx - 1, ry - 0.6], 90 - gap / 2),
  ];
  const d = path`M${start[0]} ${start[1]}A${rx - 1} ${ry - 0.6} 0 1 1 ${end[0]} ${end[1]}`;
  return (
    element('path', { d, fill: 'none', stroke: metal.tones[1], 'stroke-width': 3 }) +
    element('path', { d, fill: 'none', stroke: metal.tones[3], 'stroke-width': 2.2 })
  );
}
