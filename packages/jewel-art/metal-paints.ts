import { rampColor } from './colors.js';
import type { Surface, Tones } from './metal-tones.js';
import { linearGradient, type Sheet, type Stop } from './sheet.js';
import { element } from './svg.js';

/** Gradient stops as pairs of position and tone: 0 is the darkest, 4 the brightest, fractions lie between. */
type ToneSteps = readonly number[];

// Uneven stops, dark beside bright, read as polished.
const POLISHED: ToneSteps = [0, 1, 0.1, 3, 0.18, 4, 0.3, 2, 0.45, 1, 0.52, 0, 0.6, 2, 0.74, 4, 0.84, 2, 1, 1];
const MATTE: ToneSteps = [0, 2.64, 0.5, 2, 1, 1];
const OXIDIZED: ToneSteps = [0, 1.2, 0.14, 2.5, 0.3, 0.8, 0.52, 0.3, 0.68, 2, 0.84, 0.6, 1, 0.2];
const SHEEN: ToneSteps = [0, 2, 0.16, 3, 0.3, 4, 0.44, 2, 0.56, 1, 0.66, 2, 0.8, 3, 1, 1];
const WALL: ToneSteps = [0, 1, 0.18, 0, 0.4, 1, 0.58, 2, 0.7, 3, 0.84, 1, 1, 0];
const ROUNDED: ToneSteps = [0, 0, 0.08, 2, 0.16, 1, 0.26, 3, 0.34, 4, 0.44, 2, 0.62, 1, 0.74, 2, 0.83, 4, 0.9, 1, 1, 0];
const ROUNDED_MATTE: ToneSteps = [0, 0, 0.2, 2, 0.42, 2.64, 0.7, 2, 1, 0];
const ROUNDED_OXIDIZED: ToneSteps = [0, 0, 0.2, 1.4, 0.42, 2, 0.7, 1, 1, 0];

/** The paints for the metal parts of a drawing. */
export class MetalPaints {
  constructor(
    private readonly sheet: Sheet,
    private readonly tones: Tones,
    private readonly surface: Surface,
  ) {}

  /** Whether the surface has no highlight. */
  get isDull(): boolean {
    return this.surface === 'matte' || this.surface === 'oxidized';
  }

  /** Round bars. */
  get bar(): string {
    return this.gradient('m', [28, 20, 172, 184], this.barSteps);
  }

  /** Flat faces: one broad sheen instead of a bar's several. */
  get flat(): string {
    return this.isDull ? this.bar : this.gradient('f', [32, 36, 168, 164], SHEEN);
  }

  /** Inner walls, which face away from the light. */
  get wall(): string {
    return this.gradient('w', [40, 0, 160, 0], WALL);
  }

  /** The outside of a lying ring, which turns away from the light on both sides. */
  get rounded(): string {
    const dull = this.surface === 'matte' ? ROUNDED_MATTE : ROUNDED_OXIDIZED;
    return this.gradient('o', [24, 0, 176, 0], this.isDull ? dull : ROUNDED);
  }

  /** Faces of parts that are drawn around (0, 0) and placed later. @param reach their extent */
  local(reach: number): string {
    return this.gradient('n', [-reach, -reach, reach, reach], this.barSteps);
  }

  /** The texture of a face, if any: a hatch, dents, lines of bark. */
  get grain(): readonly string[] {
    const { tones } = this;
    if (this.surface === 'matte') {
      const line = element('path', { d: 'M0 .5H3', stroke: tones[4], 'stroke-width': 0.4, opacity: 0.5 });
      return [this.pattern([3, 1.6], line, -38)];
    }
    if (this.surface === 'hammered') return [this.pattern([7, 5.6], dent(tones, 2.4, 1.9) + dent(tones, 5.9, 4.4), 18)];
    if (this.surface === 'textured') {
      const d = 'M0 1.6Q2.5 .2 5 1.6T10 1.6M0 4.4Q3 5.8 6 4.2T10 4.4';
      const dark = element('path', { d, fill: 'none', stroke: tones[0], 'stroke-width': 0.7, opacity: 0.7 });
      const bright = element('path', {
        d,
        fill: 'none',
        stroke: tones[4],
        'stroke-width': 0.5,
        transform: 'translate(0 .8)',
      });
      return [this.pattern([10, 6], dark + bright, 8)];
    }
    return [];
  }

  private get barSteps(): ToneSteps {
    return this.surface === 'matte' ? MATTE : this.surface === 'oxidized' ? OXIDIZED : POLISHED;
  }

  private gradient(id: string, line: readonly [number, number, number, number], steps: ToneSteps): string {
    const stops = steps.flatMap((offset, index): Stop[] =>
      index % 2 === 1 ? [] : [[offset, rampColor(this.tones, (steps[index + 1] ?? 0) / 4)]],
    );
    return this.sheet.paint(id, (name) => linearGradient(name, line, stops));
  }

  private pattern([width, height]: readonly [number, number], content: string, turn: number): string {
    const attributes = { width, height, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${turn})` };
    return this.sheet.paint('g', (id) => element('pattern', { id, ...attributes }, content));
  }
}

function dent(tones: Tones, cx: number, cy: number): string {
  return (
    element('ellipse', { cx, cy, rx: 2.3, ry: 1.7, fill: tones[1], opacity: 0.55 }) +
    element('ellipse', { cx: cx + 0.5, cy: cy + 0.5, rx: 1.6, ry: 1.1, fill: tones[4], opacity: 0.75 })
  );
}
