import { rampColor } from './colors.js';
import type { Sheet } from './sheet.js';
import type { StoneLook } from './stone-look.js';
import type { StoneShape } from './stone-outlines.js';
import type { Point } from './svg.js';

/** One facet: its corners, for a stone of radius 1, and its color. */
export interface Facet {
  readonly corners: readonly Point[];
  readonly color: string;
}

/** Number of tones to which facets are reduced; facets of one tone share a path. */
const TONES = 13;
/** The radii of the table and the star facets. */
const TABLE = 0.54;
const STAR = 0.74;

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
export function brilliantFacets(sheet: Sheet, look: StoneLook): Facet[] {
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

/** The arrows visible through the table, alternately bright and dark. */
function tableWedge(sheet: Sheet, look: StoneLook, steps: number, corners: readonly Point[]): Facet {
  const angle = (steps * Math.PI) / 8;
  const turn = Math.cos(4 * angle + 0.8) * 0.22 + Math.cos(angle + 2.2) * 0.16;
  return { corners, color: toned(sheet, look, 0.56 + turn + 0.3 * (sheet.random.next() - 0.5)) };
}

/** Steps around a flat table. */
export function stepFacets(sheet: Sheet, look: StoneLook): Facet[] {
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

/** The corners of the outline, such as those of the octagon. */
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

/** The few facets of a small stone: eight around a table of eight wedges. */
export function meleeFacets(sheet: Sheet, { shape, colors: { ramp } }: StoneLook): Facet[] {
  const at = (steps: number, ring: number): Point => {
    const [x, y] = shape.outline((steps * Math.PI) / 4);
    return [shape.middle[0] + (x - shape.middle[0]) * ring, shape.middle[1] + (y - shape.middle[1]) * ring];
  };
  return Array.from({ length: 8 }, (_, step): Facet[] => [
    {
      corners: [at(step, 0.55), at(step, 1), at(step + 0.5, 1), at(step + 1, 1), at(step + 1, 0.55)],
      color: rampColor(ramp, facetTone(sheet, (step * Math.PI) / 4, 1, 0.6)),
    },
    {
      corners: [shape.middle, at(step, 0.55), at(step + 1, 0.55)],
      color: rampColor(ramp, step % 2 === 0 ? 0.92 : 0.6),
    },
  ]).flat();
}
