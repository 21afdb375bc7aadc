import type { Surface, Tones } from './metal-tones.js';
import { MetalPaints } from './metal-paints.js';
import type { Sheet } from './sheet.js';
import { type Attributes, element, ellipsePath, onEllipse, placed, type Point, short } from './svg.js';

/** A bar of at least this width is seen close up: its borders between light and shade are soft. */
const NEAR_WIDTH = 20;
/** Thinner bars show no grain. */
const GRAIN_WIDTH = 3;

/** The metal of one drawing, which gives its parts their tones and surface. */
export class Metal {
  readonly paints: MetalPaints;

  constructor(
    private readonly sheet: Sheet,
    readonly tones: Tones,
    readonly surface: Surface,
  ) {
    this.paints = new MetalPaints(sheet, tones, surface);
  }

  /** A round bar along a path: layered strokes, from the dark edge to the highlight. */
  tube(d: string, width: number, linecap: 'butt' | 'round' = 'round'): string {
    const { tones, paints } = this;
    const href = this.sheet.part('t', (id) => element('path', { id, d }));
    const layer = (stroke: string, share: number, further: Attributes = {}): string =>
      element('use', { href, stroke, 'stroke-width': width * share, ...further });
    const layers = [
      layer(tones[0], 1),
      layer(paints.bar, Math.max(0.5, 1 - 1.1 / width)),
      layer(tones[0], 0.24, { opacity: 0.3, ...this.shifted(width, 0.18) }),
      layer(tones[4], 0.24, { opacity: paints.isDull ? 0.3 : 0.62, ...this.shifted(width, -0.15) }),
      ...(paints.isDull ? [] : [layer('#fff', 0.08, { opacity: 0.9, ...this.shifted(width, -0.17) })]),
      ...(width < GRAIN_WIDTH ? [] : paints.grain.map((paint) => layer(paint, 0.9))),
    ];
    const ends = linecap === 'round' ? 'round' : undefined;
    return element('g', { fill: 'none', 'stroke-linecap': ends, 'stroke-linejoin': 'round' }, layers.join(''));
  }

  /** A flat piece of metal: its edge, its face, its grain. */
  plate(d: string, edge = 1): string {
    return this.face(d, this.paints.flat, edge);
  }

  /** The outside of a lying ring. */
  rounded(d: string): string {
    return this.face(d, this.paints.rounded, 0.8);
  }

  /** A small ball, such as a prong or a bead. */
  bead(at: Point, radius: number): string {
    const { tones } = this;
    const circle = (cx: number, cy: number, r: number, fill: string): string =>
      element('circle', { cx: cx === 0 ? undefined : cx, cy: cy === 0 ? undefined : cy, r, fill });
    const href = this.sheet.define('b', (id) => {
      const ball = circle(0, 0, 1, tones[0]) + circle(0, 0, 0.86, tones[2]);
      return element('g', { id }, ball + circle(-0.2, -0.22, 0.48, tones[3]) + circle(-0.28, -0.32, 0.22, '#fff'));
    });
    return element('use', { href, transform: placed(at, 0, radius) });
  }

  /** Beads along an ellipse: a milgrain edge. */
  beads(center: Point, radii: Point, from: number, to: number): string {
    const count = Math.max(3, Math.round((Math.abs(to - from) / 360) * ((radii[0] + radii[1]) * 1.5)));
    const angles = Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
    return angles.map((angle) => this.bead(onEllipse(center, radii, angle), 1.6)).join('');
  }

  /** A small ring from which parts hang. */
  jumpRing(at: Point, radius: number, width = 2): string {
    return this.wire(ellipsePath(at, radius), width);
  }

  /** Thin wire: three tones are enough. */
  wire(d: string, width: number): string {
    const { tones } = this;
    const layers =
      element('path', { d, stroke: tones[0], 'stroke-width': width }) +
      element('path', { d, stroke: tones[2], 'stroke-width': width * 0.66 }) +
      element('path', { d, stroke: tones[4], 'stroke-width': width * 0.22, ...this.shifted(width, -0.12) });
    return element('g', { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }, layers);
  }

  /** Fine chain seen from a distance, with links as dashes. */
  fineChain(d: string, width = 1.9): string {
    const { tones } = this;
    const layers =
      element('path', { d, stroke: tones[0], 'stroke-width': width, opacity: 0.85 }) +
      element('path', { d, stroke: tones[3], 'stroke-width': width * 0.72, 'stroke-dasharray': '2.6 1.5' }) +
      element('path', { d, stroke: tones[2], 'stroke-width': width * 0.4 });
    return element('g', { fill: 'none' }, layers);
  }

  private face(d: string, fill: string, edge: number): string {
    const outline = { stroke: this.tones[0], 'stroke-width': edge, 'stroke-linejoin': 'round' };
    const grain = this.paints.grain.map((paint) => element('path', { d, fill: paint }));
    return element('path', { d, fill, ...outline }) + grain.join('');
  }

  /** Attributes of a layer beside the center of a bar. */
  private shifted(width: number, share: number): Attributes {
    const by = short(width * share, 2);
    if (width < NEAR_WIDTH) return { transform: `translate(${by} ${by})` };
    const blur = element('feGaussianBlur', { stdDeviation: width * 0.045 });
    return {
      transform: `translate(${by} ${by})`,
      filter: this.sheet.paint('u', (id) => element('filter', { id }, blur)),
    };
  }
}
