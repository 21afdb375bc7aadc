import { rampColor } from './colors.js';
import { radialGradient, type Sheet } from './sheet.js';
import type { StoneColors } from './stone-colors.js';
import type { StoneShape } from './stone-outlines.js';
import { element, placed, type Point, polygon, short } from './svg.js';

/** A stone as it is drawn, whatever its size. */
export interface StoneLook {
  readonly shape: StoneShape;
  readonly colors: StoneColors;
  readonly type: string;
}

interface Facet {
  readonly corners: readonly Point[];
  readonly color: string;
}

/** Tones that facets are reduced to: facets of one tone are one path. */
const TONES = 13;
const TABLE = 0.54;
const STAR = 0.74;

/** The corner points of a stone's outline of radius 1, enough of them for its tips. */
export function outlinePoints({ outline }: StoneShape, size: number, count = 48): Point[] {
  return Array.from({ length: count }, (_, step): Point => {
    const [x, y] = outline((step / count) * 2 * Math.PI);
    return [x * size, y * size];
  });
}

/** A stone face up around (0, 0), drawn once per picture and placed with `use`. Answers its reference. */
export function defineStone(sheet: Sheet, look: StoneLook, size: number, id: string): string {
  return sheet.define(id, () => element('g', { id }, drawStone(sheet, look, size, id)));
}

/** A stone that has been defined, at a place. */
export function placeStone(reference: string, at: Point, degrees = 0, scale = 1): string {
  return element('use', { href: reference, transform: placed(at, degrees, scale) });
}

function drawStone(sheet: Sheet, look: StoneLook, size: number, id: string): string {
  switch (look.shape.style) {
    case 'pearl':
      return drawPearl(sheet, look, size, id);
    case 'cabochon':
      return drawCabochon(sheet, look, size, id);
    case 'step':
      return drawFacets(look, size, stepFacets(sheet, look)) + band(look, size);
    case 'brilliant':
      return drawFacets(look, size, brilliantFacets(sheet, look)) + gleam(size);
  }
}

/** Facets of one color become one path; a thin stroke of the same color closes the seams. */
function drawFacets(look: StoneLook, size: number, facets: readonly Facet[]): string {
  const byColor = new Map<string, string>();
  for (const { corners, color } of facets) {
    const path = polygon(corners.map(([x, y]): Point => [x * size, y * size]));
    byColor.set(color, (byColor.get(color) ?? '') + path);
  }
  const base = element('path', {
    d: polygon(outlinePoints(look.shape, size)),
    fill: rampColor(look.colors.ramp, 0.28),
  });
  const paths = [...byColor].map(([color, d]) => element('path', { d, fill: color, stroke: color }));
  return base + element('g', { 'stroke-width': 0.4, 'stroke-linejoin': 'round' }, paths.join(''));
}

function toned(sheet: Sheet, { colors: { ramp, play } }: StoneLook, brightness: number): string {
  const tone = Math.round(Math.min(1, Math.max(0, brightness)) * (TONES - 1)) / (TONES - 1);
  if (play.length > 0 && tone > 0.35 && sheet.random.next() < 0.3)
    return sheet.random.pick(play[0] ?? '#ffffff', ...play.slice(1));
  return rampColor(ramp, tone);
}

function facetTone(sheet: Sheet, angle: number, slope: number, phase: number): number {
  const light = 0.34 * Math.cos(angle + 2.2) + 0.26 * Math.cos(3 * angle + phase);
  return 0.42 + slope * light + 0.34 * (sheet.random.next() - 0.5);
}

/** 16 wedges in the table, 8 star, 8 kite and 16 girdle facets. */
function brilliantFacets(sheet: Sheet, look: StoneLook): Facet[] {
  const { outline, middle } = look.shape;
  const at = (steps: number, ring: number): Point => {
    const [x, y] = outline((steps * Math.PI) / 8);
    return [middle[0] + (x - middle[0]) * ring, middle[1] + (y - middle[1]) * ring];
  };
  const facet = (slope: number, phase: number, steps: number, ...corners: Point[]): Facet => ({
    corners,
    color: toned(sheet, look, facetTone(sheet, (steps * Math.PI) / 8, slope, phase)),
  });
  return Array.from({ length: 8 }, (_, index) => index * 2).flatMap((main) => [
    facet(1, 0.6, main + 0.5, at(main + 1, STAR), at(main, 1), at(main + 0.5, 1), at(main + 1, 1)),
    facet(1, 2.9, main + 1.5, at(main + 1, STAR), at(main + 1, 1), at(main + 1.5, 1), at(main + 2, 1)),
    facet(0.9, 4.4, main, at(main, TABLE), at(main + 1, STAR), at(main, 1), at(main - 1, STAR)),
    facet(0.55, 1.2, main + 1, at(main, TABLE), at(main + 2, TABLE), at(main + 1, STAR)),
    tableWedge(sheet, look, main + 0.5, [middle, at(main, TABLE), at(main + 1, TABLE * 0.96)]),
    tableWedge(sheet, look, main + 1.5, [middle, at(main + 1, TABLE * 0.96), at(main + 2, TABLE)]),
  ]);
}

/** The arrows that are seen through the table: bright and dark in turn. */
function tableWedge(sheet: Sheet, look: StoneLook, steps: number, corners: readonly Point[]): Facet {
  const angle = (steps * Math.PI) / 8;
  const turn = Math.cos(4 * angle + 0.8) * 0.22 + Math.cos(angle + 2.2) * 0.16;
  return { corners, color: toned(sheet, look, 0.56 + turn + 0.3 * (sheet.random.next() - 0.5)) };
}

/** Steps around a flat table. */
function stepFacets(sheet: Sheet, look: StoneLook): Facet[] {
  const rings = [1, 0.82, 0.64, 0.46];
  const corners = octagonCorners(look.shape);
  const at = (index: number, ring: number): Point => {
    const [x, y] = corners[index % corners.length] ?? [0, 0];
    return [x * ring, y * ring];
  };
  const steps = rings.slice(0, -1).flatMap((outer, ring) =>
    corners.map((_, index): Facet => {
      const inner = rings[ring + 1] ?? 0.46;
      const [a, b] = [at(index, 1), at(index + 1, 1)];
      const angle = Math.atan2(a[1] + b[1], a[0] + b[0]);
      const tone = 0.46 + 0.34 * Math.cos(angle + 2.2) * (ring === 1 ? -0.8 : 1) + 0.2 * (sheet.random.next() - 0.5);
      return {
        corners: [at(index, outer), at(index + 1, outer), at(index + 1, inner), at(index, inner)],
        color: toned(sheet, look, tone),
      };
    }),
  );
  return [...steps, { corners: corners.map((_, index) => at(index, 0.46)), color: rampColor(look.colors.ramp, 0.5) }];
}

/** Where the outline's direction breaks: the corners of the octagon. */
function octagonCorners({ outline }: StoneShape): Point[] {
  const points = Array.from({ length: 360 }, (_, degree) => outline((degree * Math.PI) / 180));
  return points
    .filter((point, degree) => {
      const [before, after] = [points[(degree + 359) % 360] ?? point, points[(degree + 1) % 360] ?? point];
      const turn = (point[0] - before[0]) * (after[1] - point[1]) - (point[1] - before[1]) * (after[0] - point[0]);
      const length =
        Math.hypot(point[0] - before[0], point[1] - before[1]) * Math.hypot(after[0] - point[0], after[1] - point[1]);
      return turn / length > 0.2;
    })
    .filter((point, index, all) => {
      const next = all[(index + 1) % all.length] ?? point;
      return Math.hypot(point[0] - next[0], point[1] - next[1]) > 0.06;
    });
}

/** The bright band across a step-cut table. */
function band({ shape, colors: { ramp } }: StoneLook, size: number): string {
  const [right] = shape.outline(0);
  const [, bottom] = shape.outline(Math.PI / 2);
  const [w, h] = [right * 0.46 * size, bottom * 0.46 * size];
  const d = polygon([
    [-w, h * 0.1],
    [w * 0.1, -h],
    [w, -h],
    [w, -h * 0.75],
    [-w, h * 0.8],
  ]);
  return element('path', { d, fill: rampColor(ramp, 0.86), opacity: 0.75 });
}

function gleam(size: number): string {
  const d = `M${short(-0.34 * size)} ${short(-0.2 * size)}q${short(0.1 * size)} ${short(-0.16 * size)} ${short(0.28 * size)} ${short(-0.2 * size)}`;
  return element('path', {
    d,
    fill: 'none',
    stroke: '#fff',
    'stroke-width': size * 0.07,
    'stroke-linecap': 'round',
    opacity: 0.7,
  });
}

function drawPearl(sheet: Sheet, { shape, colors: { ramp } }: StoneLook, size: number, id: string): string {
  const fill = sheet.paint(`${id}p`, (name) =>
    radialGradient(name, { cx: 0.38, cy: 0.32, r: 0.72 }, [
      [0, ramp[3]],
      [0.3, ramp[2]],
      [0.72, ramp[1]],
      [0.93, ramp[0]],
      [1, rampColor(ramp, 0.2)],
    ]),
  );
  return (
    element('path', { d: polygon(outlinePoints(shape, size)), fill }) +
    element('ellipse', {
      cx: size * 0.14,
      cy: size * 0.56,
      rx: size * 0.5,
      ry: size * 0.22,
      fill: '#f6c9d6',
      opacity: 0.28,
    }) +
    element('ellipse', {
      cx: -size * 0.28,
      cy: -size * 0.36,
      rx: size * 0.17,
      ry: size * 0.1,
      fill: '#fff',
      opacity: 0.9,
      transform: 'rotate(-32)',
    })
  );
}

function drawCabochon(sheet: Sheet, look: StoneLook, size: number, id: string): string {
  const {
    shape,
    colors: { ramp, play },
  } = look;
  const fill = sheet.paint(`${id}c`, (name) =>
    radialGradient(name, { cx: 0.4, cy: 0.34, r: 0.75 }, [
      [0, ramp[3]],
      [0.35, ramp[2]],
      [0.75, ramp[1]],
      [1, ramp[0]],
    ]),
  );
  const inside = (spread: number): Point => {
    const angle = sheet.random.between(0, 2 * Math.PI);
    const [x, y] = shape.outline(angle);
    const reach = Math.sqrt(sheet.random.next()) * spread * size;
    return [x * reach, y * reach];
  };
  const flakes =
    play.length === 0
      ? []
      : Array.from({ length: 34 }, () => {
          const [x, y] = inside(0.76);
          const corners = Array.from({ length: 5 }, (_, corner): Point => {
            const [angle, radius] = [corner * 1.257 + sheet.random.next(), size * sheet.random.between(0.1, 0.24)];
            return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
          });
          return element('path', {
            d: polygon(corners),
            fill: sheet.random.pick(play[0] ?? '#ffffff', ...play.slice(1)),
          });
        });
  const glow =
    play.length > 0
      ? ''
      : element('ellipse', {
          cx: size * 0.1,
          cy: size * 0.3,
          rx: size * 0.44,
          ry: size * 0.34,
          fill: ramp[3],
          opacity: 0.45,
        });
  return (
    element('path', { d: polygon(outlinePoints(shape, size)), fill }) +
    (flakes.length === 0 ? '' : element('g', { opacity: 0.62 }, flakes.join(''))) +
    glow +
    element('ellipse', {
      cx: -size * 0.2,
      cy: -size * 0.46,
      rx: size * 0.26,
      ry: size * 0.11,
      fill: '#fff',
      opacity: 0.85,
      transform: 'rotate(-24)',
    })
  );
}

/** A small stone of radius 10 with few facets, for rows and halos. Answers its reference. */
export function defineMelee(sheet: Sheet, look: StoneLook, id: string): string {
  return sheet.define(id, () => element('g', { id }, drawMelee(sheet, look)));
}

function drawMelee(sheet: Sheet, look: StoneLook): string {
  const {
    shape,
    colors: { ramp },
  } = look;
  if (shape.style === 'pearl' || shape.style === 'cabochon')
    return drawStone(sheet, { ...look, colors: { ramp, play: [] } }, 10, 'q');
  const at = (steps: number, ring: number): Point => {
    const [x, y] = shape.outline((steps * Math.PI) / 4);
    return [shape.middle[0] + (x - shape.middle[0]) * ring, shape.middle[1] + (y - shape.middle[1]) * ring];
  };
  const facets = Array.from({ length: 8 }, (_, step): Facet[] => {
    const angle = (step * Math.PI) / 4;
    return [
      {
        corners: [at(step, 0.55), at(step, 1), at(step + 0.5, 1), at(step + 1, 1), at(step + 1, 0.55)],
        color: rampColor(ramp, facetTone(sheet, angle, 1, 0.6)),
      },
      {
        corners: [shape.middle, at(step, 0.55), at(step + 1, 0.55)],
        color: rampColor(ramp, step % 2 === 0 ? 0.92 : 0.6),
      },
    ];
  });
  return drawFacets(look, 10, facets.flat());
}
