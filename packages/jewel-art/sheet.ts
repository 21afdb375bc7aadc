import type { SeededRandom } from './seeded-random.js';
import { element } from './svg.js';

/** The canvas of one drawing: its definitions, each of them once, and its random numbers. */
export class Sheet {
  private readonly definitions = new Map<string, string>();

  constructor(readonly random: SeededRandom) {}

  /** Defines an element under an id, unless it exists. Returns the reference. */
  define(id: string, make: (id: string) => string): string {
    if (!this.definitions.has(id)) this.definitions.set(id, make(id));
    return `#${id}`;
  }

  /** Defines a gradient; returns the paint. */
  paint(id: string, make: (id: string) => string): string {
    return `url(${this.define(id, make)})`;
  }

  /** Defines a part under a new id; returns the reference. */
  part(prefix: string, markup: (id: string) => string): string {
    return this.define(`${prefix}${this.definitions.size}`, markup);
  }

  /** The soft shadow of a piece. */
  shadow(x: number, y: number, rx: number, ry: number): string {
    const fill = this.paint('sh', (id) =>
      radialGradient(id, {}, [
        [0, '#000', 0.34],
        [0.55, '#000', 0.16],
        [1, '#000', 0],
      ]),
    );
    return element('ellipse', { cx: x, cy: y, rx, ry, fill });
  }

  /** The whole picture. */
  picture(body: string): string {
    const defs = [...this.definitions.values()].join('');
    const head = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200"';
    return `<svg ${head}>${defs === '' ? '' : `<defs>${defs}</defs>`}${body}</svg>`;
  }
}

/** A gradient stop: position, color and optional opacity. */
export type Stop = readonly [offset: number, color: string, opacity?: number];

function stopElements(stops: readonly Stop[]): string {
  return stops
    .map(([offset, color, opacity]) => element('stop', { offset, 'stop-color': color, 'stop-opacity': opacity }))
    .join('');
}

/** A linear gradient in the drawing's own coordinates. */
export function linearGradient(
  id: string,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  stops: readonly Stop[],
): string {
  return element('linearGradient', { id, gradientUnits: 'userSpaceOnUse', x1, y1, x2, y2 }, stopElements(stops));
}

/** A radial gradient over the bounding box of the painted element. */
export function radialGradient(id: string, at: Readonly<Record<string, number>>, stops: readonly Stop[]): string {
  return element('radialGradient', { id, ...at }, stopElements(stops));
}
