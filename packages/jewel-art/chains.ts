import type { Piece } from './piece.js';
import { element, path, placed, type Point } from './svg.js';

/** A position on a chain, and the chain's direction there. */
export interface ChainPlace {
  readonly at: Point;
  readonly degrees: number;
  /** From 0 at the start of the chain to 1 at its end. */
  readonly share: number;
}

/** Styles of chain links. */
export type LinkStyle = 'cable' | 'curb' | 'paperclip' | 'rope' | 'box' | 'figaro';

/** Evenly spaced positions along a curve, which is a function from 0…1 to points. */
export function along(curve: (share: number) => Point, distance: number): ChainPlace[] {
  const steps = 400;
  const points = Array.from({ length: steps + 1 }, (_, step) => curve(step / steps));
  const lengths = points.map((point, index) => {
    const before = points[index - 1] ?? point;
    return Math.hypot(point[0] - before[0], point[1] - before[1]);
  });
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.max(2, Math.min(120, Math.round(total / distance)));
  const places: ChainPlace[] = [];
  let passed = 0;
  for (let index = 1; index <= steps && places.length < count; index++) {
    passed += lengths[index] ?? 0;
    const before: Point = points[index - 1] ?? [0, 0];
    const at: Point = points[index] ?? [0, 0];
    if (passed >= (places.length * total) / count) {
      places.push({
        at,
        degrees: (Math.atan2(at[1] - before[1], at[0] - before[0]) * 180) / Math.PI,
        share: index / steps,
      });
    }
  }
  return places;
}

/** The link style mentioned in the name, or a random suitable one. */
export function linkStyle({ words, random }: Piece): LinkStyle {
  const named = (['cable', 'curb', 'paperclip', 'rope', 'box', 'figaro'] as const).find((style) =>
    words.includes(style),
  );
  return named ?? random.pick<LinkStyle>('cable', 'curb', 'paperclip', 'box', 'figaro');
}

/** The spacing of a style's links, in link lengths of 10. */
const PITCH: Readonly<Record<LinkStyle, number>> = {
  cable: 7.4,
  curb: 6.2,
  paperclip: 12.2,
  rope: 3.5,
  box: 5.4,
  figaro: 7.4,
};

/** Draws a chain along a curve. @param size 1 makes links of about 10 units */
export function linkedChain(piece: Piece, curve: (share: number) => Point, style: LinkStyle, size = 1): string {
  const places = along(curve, PITCH[style] * size);
  return places
    .map(({ at, degrees }, index) => {
      // Links facing the light, at the upper left, are brighter.
      const isBright = Math.cos(((degrees + 45) * Math.PI) / 180) ** 2 > 0.45;
      const reference = link(piece, formOf(style, index), isBright);
      return element('use', { href: reference, transform: placed(at, degrees, size) });
    })
    .join('');
}

type LinkForm = 'oval' | 'edge' | 'tilted' | 'clip' | 'clipEdge' | 'strand' | 'square';

function formOf(style: LinkStyle, index: number): LinkForm {
  switch (style) {
    case 'cable':
      return index % 2 === 0 ? 'oval' : 'edge';
    case 'paperclip':
      return index % 2 === 0 ? 'clip' : 'clipEdge';
    case 'figaro':
      return index % 4 === 0 ? 'clip' : index % 2 === 0 ? 'oval' : 'edge';
    case 'rope':
      return 'strand';
    case 'box':
      return 'square';
    case 'curb':
      return 'tilted';
  }
}

/** The center line of a link's wire around (0, 0), and the wire's thickness. */
const WIRES: Readonly<Record<LinkForm, readonly [d: string, width: number]>> = {
  oval: ['M-5 0A5 3.4 0 1 1 5 0A5 3.4 0 1 1 -5 0Z', 2],
  edge: ['M-4.4 0H4.4', 2.5],
  tilted: ['M-4.6 -2.4A5 3.2 28 1 1 4.6 2.4A5 3.2 28 1 1 -4.6 -2.4Z', 2.5],
  clip: ['M-6 -3H6A3 3 0 0 1 6 3H-6A3 3 0 0 1 -6 -3Z', 1.9],
  clipEdge: ['M-5.6 0H5.6', 2.3],
  strand: ['M-3 3.4Q-.5 2.4 0 0T3 -3.4', 3],
  square: ['M-2.2 -2.2H2.2V2.2H-2.2Z', 1.8],
};

function link({ sheet, metal: { tones } }: Piece, form: LinkForm, isBright: boolean): string {
  const [d, width] = WIRES[form];
  const [middle, bright] = isBright ? [tones[2], tones[4]] : [tones[1], tones[3]];
  return sheet.define(`${form}${isBright ? 1 : 0}`, (id) =>
    element(
      'g',
      { id, fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
      element('path', { d, stroke: tones[0], 'stroke-width': width + 0.5 }) +
        element('path', { d, stroke: middle, 'stroke-width': width - 0.4 }) +
        element('path', { d, stroke: bright, 'stroke-width': width * 0.3, transform: 'translate(-.3 -.35)' }),
    ),
  );
}

/** A pendant's chain: from the upper corners down to a point. */
export function pendantChain(piece: Piece, [x, y]: Point, spread = 58): string {
  const side = (sign: number): string =>
    path`M${x + sign * spread} -4` +
    path`C${x + sign * spread * 0.72} ${y * 0.42} ${x + sign * spread * 0.3} ${y * 0.82} ${x} ${y}`;
  return piece.metal.fineChain(side(-1) + side(1));
}

/** An arc of an ellipse as a curve. */
export function ellipseCurve([x, y]: Point, [rx, ry]: Point, from = -90, to = 270): (share: number) => Point {
  return (share) => {
    const angle = ((from + (to - from) * share) * Math.PI) / 180;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  };
}
