import { rampColor } from './colors.js';
import type { Surface, Tones } from './metal-tones.js';
import { linearGradient, type Sheet, type Stop } from './sheet.js';
import { element, ellipsePath, onEllipse, placed, type Point, short } from './svg.js';

/** The metal of one drawing: what is made of it gets its tones and its surface. */
export class Metal {
  constructor(
    private readonly sheet: Sheet,
    readonly tones: Tones,
    readonly surface: Surface,
  ) {}

  /** The paint of outer faces. Uneven stops, dark beside bright, read as polished. */
  get face(): string {
    return this.sheet.paint('m', (id) => linearGradient(id, [28, 20, 172, 184], this.faceStops()));
  }

  /** The paint of flat faces: one broad sheen instead of a bar's many. */
  private get sheen(): string {
    if (this.surface === 'matte' || this.surface === 'oxidized') return this.face;
    const { tones } = this;
    return this.sheet.paint('f', (id) =>
      linearGradient(
        id,
        [32, 36, 168, 164],
        [
          [0, tones[2]],
          [0.16, tones[3]],
          [0.3, tones[4]],
          [0.44, tones[2]],
          [0.56, tones[1]],
          [0.66, tones[2]],
          [0.8, tones[3]],
          [1, tones[1]],
        ],
      ),
    );
  }

  /** The paint of outer faces of parts that are drawn around (0, 0) and placed later. @param reach how far they reach */
  localFace(reach: number): string {
    return this.sheet.paint('n', (id) => linearGradient(id, [-reach, -reach, reach, reach], this.faceStops()));
  }

  /** The paint of inner walls: the same metal, turned away from the light. */
  get wall(): string {
    const { tones } = this;
    return this.sheet.paint('w', (id) =>
      linearGradient(
        id,
        [40, 0, 160, 0],
        [
          [0, tones[1]],
          [0.18, tones[0]],
          [0.4, tones[1]],
          [0.58, tones[2]],
          [0.7, tones[3]],
          [0.84, tones[1]],
          [1, tones[0]],
        ],
      ),
    );
  }

  /** A round bar along a path: layers of strokes, from its dark edge to its gleam. */
  tube(d: string, width: number, linecap: 'butt' | 'round' = 'round'): string {
    const { tones, sheet } = this;
    const href = sheet.part('t', (id) => element('path', { id, d }));
    // Seen from near, the borders of light and shade are soft.
    const soft =
      width < 20
        ? undefined
        : sheet.paint('u', (id) =>
            element('filter', { id }, element('feGaussianBlur', { stdDeviation: width * 0.045 })),
          );
    const layer = (stroke: string, share: number, shift = 0, opacity?: number): string =>
      element('use', {
        href,
        stroke,
        'stroke-width': width * share,
        opacity,
        filter: shift === 0 ? undefined : soft,
        transform: shift === 0 ? undefined : `translate(${short(width * shift, 2)} ${short(width * shift, 2)})`,
      });
    const isDull = this.surface === 'matte' || this.surface === 'oxidized';
    const layers = [
      layer(tones[0], 1),
      layer(this.face, Math.max(0.5, 1 - 1.1 / width)),
      layer(tones[0], 0.24, 0.18, 0.3),
      layer(tones[4], 0.24, -0.15, isDull ? 0.3 : 0.62),
      ...(isDull ? [] : [layer('#fff', 0.08, -0.17, 0.9)]),
      ...this.grain(width).map((paint) => layer(paint, 0.9)),
    ];
    return element(
      'g',
      { fill: 'none', 'stroke-linecap': linecap === 'round' ? 'round' : undefined, 'stroke-linejoin': 'round' },
      layers.join(''),
    );
  }

  /** A flat piece of metal: its edge, its face, its grain. */
  plate(d: string, edge = 1): string {
    const fills = [this.sheen, ...this.grain(10)];
    return fills
      .map((fill, index) =>
        element('path', {
          d,
          fill,
          ...(index === 0 ? { stroke: this.tones[0], 'stroke-width': edge, 'stroke-linejoin': 'round' } : {}),
        }),
      )
      .join('');
  }

  /** The outside of a lying ring: it turns away from the light at both sides. */
  rounded(d: string): string {
    const { tones } = this;
    const isDull = this.surface === 'matte' || this.surface === 'oxidized';
    const fill = this.sheet.paint('o', (id) =>
      linearGradient(
        id,
        [24, 0, 176, 0],
        isDull
          ? [
              [0, tones[0]],
              [0.2, tones[2]],
              [0.42, rampColor(tones, this.surface === 'matte' ? 0.66 : 0.4)],
              [0.7, tones[2]],
              [1, tones[0]],
            ]
          : [
              [0, tones[0]],
              [0.08, tones[2]],
              [0.16, tones[1]],
              [0.26, tones[3]],
              [0.34, tones[4]],
              [0.44, tones[2]],
              [0.62, tones[1]],
              [0.74, tones[2]],
              [0.83, tones[4]],
              [0.9, tones[1]],
              [1, tones[0]],
            ],
      ),
    );
    return [fill, ...this.grain(10)]
      .map((paint, index) =>
        element('path', {
          d,
          fill: paint,
          ...(index === 0 ? { stroke: tones[0], 'stroke-width': 0.8, 'stroke-linejoin': 'round' } : {}),
        }),
      )
      .join('');
  }

  /** A small ball, as a prong or a bead. */
  bead([x, y]: Point, radius: number): string {
    const { tones, sheet } = this;
    const href = sheet.define('b', (id) =>
      element(
        'g',
        { id },
        element('circle', { r: 1, fill: tones[0] }) +
          element('circle', { r: 0.86, fill: tones[2] }) +
          element('circle', { cx: -0.2, cy: -0.22, r: 0.48, fill: tones[3] }) +
          element('circle', { cx: -0.28, cy: -0.32, r: 0.22, fill: '#fff' }),
      ),
    );
    return element('use', { href, transform: placed([x, y], 0, radius) });
  }

  /** Beads along an ellipse, a milgrain edge. */
  beads(center: Point, radii: Point, from: number, to: number): string {
    const count = Math.max(3, Math.round((Math.abs(to - from) / 360) * ((radii[0] + radii[1]) * 1.5)));
    return Array.from({ length: count }, (_, index) =>
      this.bead(onEllipse(center, radii, from + ((to - from) * index) / (count - 1)), 1.6),
    ).join('');
  }

  /** A small ring that parts hang on. */
  jumpRing(at: Point, radius: number, width = 2): string {
    return this.wire(ellipsePath(at, radius), width);
  }

  /** Thin wire: two tones are enough. */
  wire(d: string, width: number): string {
    const { tones } = this;
    return element(
      'g',
      { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
      element('path', { d, stroke: tones[0], 'stroke-width': width }) +
        element('path', { d, stroke: tones[2], 'stroke-width': width * 0.66 }) +
        element('path', {
          d,
          stroke: tones[4],
          'stroke-width': width * 0.22,
          transform: `translate(${short(-width * 0.12, 2)} ${short(-width * 0.12, 2)})`,
        }),
    );
  }

  /** Fine chain, seen from so far that its links are dashes. */
  fineChain(d: string, width = 1.9): string {
    const { tones } = this;
    return element(
      'g',
      { fill: 'none' },
      element('path', { d, stroke: tones[0], 'stroke-width': width, opacity: 0.85 }) +
        element('path', { d, stroke: tones[3], 'stroke-width': width * 0.72, 'stroke-dasharray': '2.6 1.5' }) +
        element('path', { d, stroke: tones[2], 'stroke-width': width * 0.4 }),
    );
  }

  private faceStops(): readonly Stop[] {
    const { tones } = this;
    if (this.surface === 'matte')
      return [
        [0, rampColor(tones, 0.66)],
        [0.5, tones[2]],
        [1, tones[1]],
      ];
    if (this.surface === 'oxidized') {
      const dark = (tone: number): string => rampColor(tones, tone);
      return [
        [0, dark(0.3)],
        [0.14, dark(0.62)],
        [0.3, dark(0.2)],
        [0.52, dark(0.08)],
        [0.68, dark(0.5)],
        [0.84, dark(0.16)],
        [1, dark(0.04)],
      ];
    }
    return [
      [0, tones[1]],
      [0.1, tones[3]],
      [0.18, tones[4]],
      [0.3, tones[2]],
      [0.45, tones[1]],
      [0.52, tones[0]],
      [0.6, tones[2]],
      [0.74, tones[4]],
      [0.84, tones[2]],
      [1, tones[1]],
    ];
  }

  /** What lies on the face: a hatch, dents, lines of bark. */
  private grain(width: number): readonly string[] {
    const { tones, sheet } = this;
    const pattern = (id: string, size: readonly [number, number], content: string, turn: number): string =>
      element(
        'pattern',
        {
          id,
          width: size[0],
          height: size[1],
          patternUnits: 'userSpaceOnUse',
          patternTransform: `rotate(${turn})`,
        },
        content,
      );
    if (width < 3) return [];
    if (this.surface === 'matte') {
      return [
        sheet.paint('g', (id) =>
          pattern(
            id,
            [3, 1.6],
            element('path', { d: 'M0 .5H3', stroke: tones[4], 'stroke-width': 0.4, opacity: 0.5 }),
            -38,
          ),
        ),
      ];
    }
    if (this.surface === 'hammered') {
      const dent = (cx: number, cy: number): string =>
        element('ellipse', { cx, cy, rx: 2.3, ry: 1.7, fill: tones[1], opacity: 0.55 }) +
        element('ellipse', { cx: cx + 0.5, cy: cy + 0.5, rx: 1.6, ry: 1.1, fill: tones[4], opacity: 0.75 });
      return [sheet.paint('g', (id) => pattern(id, [7, 5.6], dent(2.4, 1.9) + dent(5.9, 4.4), 18))];
    }
    if (this.surface === 'textured') {
      const d = 'M0 1.6Q2.5 .2 5 1.6T10 1.6M0 4.4Q3 5.8 6 4.2T10 4.4';
      return [
        sheet.paint('g', (id) =>
          pattern(
            id,
            [10, 6],
            element('path', { d, fill: 'none', stroke: tones[0], 'stroke-width': 0.7, opacity: 0.7 }) +
              element('path', { d, fill: 'none', stroke: tones[4], 'stroke-width': 0.5, transform: 'translate(0 .8)' }),
            8,
          ),
        ),
      ];
    }
    return [];
  }
}
