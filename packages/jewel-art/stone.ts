import { rampColor } from './colors.js';
import type { Sheet } from './sheet.js';
import { drawCabochon, drawPearl } from './stone-domes.js';
import { brilliantFacets, type Facet, meleeFacets, stepFacets } from './stone-facets.js';
import { outlinePoints, type StoneLook } from './stone-look.js';
import { element, path, placed, type Point, polygon, short } from './svg.js';

/** Defines a stone's outline, for everything of that shape; returns its reference. */
export function defineOutline(sheet: Sheet, { shape }: StoneLook, size: number): string {
  return sheet.define(`l${short(size)}`, (id) => element('path', { id, d: polygon(outlinePoints(shape, size)) }));
}

/** A face-up stone around (0, 0), drawn once per picture and placed with `use`. Returns its reference. */
export function defineStone(sheet: Sheet, look: StoneLook, size: number, id: string): string {
  return sheet.define(id, () => element('g', { id }, drawStone(sheet, look, size, id)));
}

/** Places a defined stone. */
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
      return drawFacets(sheet, look, size, stepFacets(sheet, look)) + band(look, size);
    case 'brilliant':
      return drawFacets(sheet, look, size, brilliantFacets(sheet, look)) + gleam(size);
  }
}

/** Facets of one color become one path; a thin stroke of the same color closes the seams. */
function drawFacets(sheet: Sheet, look: StoneLook, size: number, facets: readonly Facet[]): string {
  const byColor = new Map<string, string>();
  for (const { corners, color } of facets) {
    const path = polygon(corners.map(([x, y]): Point => [x * size, y * size]));
    byColor.set(color, (byColor.get(color) ?? '') + path);
  }
  const fill = rampColor(look.colors.ramp, 0.28);
  const base = element('use', { href: defineOutline(sheet, look, size), fill });
  const paths = [...byColor].map(([color, d]) => element('path', { d, fill: color, stroke: color }));
  return base + element('g', { 'stroke-width': 0.4, 'stroke-linejoin': 'round' }, paths.join(''));
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
  const d = path`M${-0.34 * size} ${-0.2 * size}q${0.1 * size} ${-0.16 * size} ${0.28 * size} ${-0.2 * size}`;
  return element('path', {
    d,
    fill: 'none',
    stroke: '#fff',
    'stroke-width': size * 0.07,
    'stroke-linecap': 'round',
    opacity: 0.7,
  });
}

/** A small stone of radius 10 with few facets, for rows and halos. Returns its reference. */
export function defineMelee(sheet: Sheet, look: StoneLook, id: string): string {
  return sheet.define(id, () => element('g', { id }, drawMelee(sheet, look)));
}

function drawMelee(sheet: Sheet, look: StoneLook): string {
  const { style } = look.shape;
  if (style !== 'pearl' && style !== 'cabochon') return drawFacets(sheet, look, 10, meleeFacets(sheet, look));
  return drawStone(sheet, { ...look, colors: { ...look.colors, play: [] } }, 10, 'q');
}
