import { rampColor } from './colors.js';
import { radialGradient, type Sheet } from './sheet.js';
import { outlinePoints, type StoneLook } from './stone-look.js';
import { type Attributes, element, type Point, polygon } from './svg.js';

/** Number of visible color flakes in an opal. */
const FLAKES = 34;

/** A pearl: a round highlight, a rosy shade, one gleam. */
export function drawPearl(sheet: Sheet, { shape, colors: { ramp } }: StoneLook, size: number, id: string): string {
  const fill = sheet.paint(`${id}p`, (name) =>
    radialGradient(name, { cx: 0.38, cy: 0.32, r: 0.72 }, [
      [0, ramp[3]],
      [0.3, ramp[2]],
      [0.72, ramp[1]],
      [0.93, ramp[0]],
      [1, rampColor(ramp, 0.2)],
    ]),
  );
  const shade = ellipse(size, [0.14, 0.56], [0.5, 0.22], { fill: '#f6c9d6', opacity: 0.28 });
  const gleam = ellipse(size, [-0.28, -0.36], [0.17, 0.1], { fill: '#fff', opacity: 0.9, transform: 'rotate(-32)' });
  return element('path', { d: polygon(outlinePoints(shape, size)), fill }) + shade + gleam;
}

/** A dome without facets: flakes of color in an opal, a glow in other stones. */
export function drawCabochon(sheet: Sheet, look: StoneLook, size: number, id: string): string {
  const { ramp, play } = look.colors;
  const fill = sheet.paint(`${id}c`, (name) =>
    radialGradient(name, { cx: 0.4, cy: 0.34, r: 0.75 }, [
      [0, ramp[3]],
      [0.35, ramp[2]],
      [0.75, ramp[1]],
      [1, ramp[0]],
    ]),
  );
  const inside =
    play.length > 0
      ? element('g', { opacity: 0.62 }, flakes(sheet, look, size))
      : ellipse(size, [0.1, 0.3], [0.44, 0.34], { fill: ramp[3], opacity: 0.45 });
  const gleam = ellipse(size, [-0.2, -0.46], [0.26, 0.11], { fill: '#fff', opacity: 0.85, transform: 'rotate(-24)' });
  return element('path', { d: polygon(outlinePoints(look.shape, size)), fill }) + inside + gleam;
}

/** Flakes of one color share a path. */
function flakes({ random }: Sheet, { shape, colors: { play } }: StoneLook, size: number): string {
  const byColor = new Map<string, string>();
  for (let flake = 0; flake < FLAKES; flake++) {
    const [x, y] = shape.outline(random.between(0, 2 * Math.PI));
    const reach = Math.sqrt(random.next()) * 0.76 * size;
    const corners = Array.from({ length: 5 }, (_, corner): Point => {
      const [angle, radius] = [corner * 1.257 + random.next(), size * random.between(0.1, 0.24)];
      return [x * reach + radius * Math.cos(angle), y * reach + radius * Math.sin(angle)];
    });
    const color = random.pick(play[0] ?? '#ffffff', ...play.slice(1));
    byColor.set(color, (byColor.get(color) ?? '') + polygon(corners));
  }
  return [...byColor].map(([fill, d]) => element('path', { d, fill })).join('');
}

function ellipse(size: number, [cx, cy]: Point, [rx, ry]: Point, further: Attributes): string {
  return element('ellipse', { cx: cx * size, cy: cy * size, rx: rx * size, ry: ry * size, ...further });
}
