import { lyingRing } from './lying-ring.js';
import { melee, type Piece, says } from './piece.js';
import { arcPath, element, ellipsePath, onEllipse, type Point, polygon } from './svg.js';
import { type UprightRing, uprightRing } from './upright-ring.js';

/** Draws a ring that is mainly metal. */
export function drawBand(piece: Piece): string {
  if (says(piece, /signet|seal\b/)) return signet(piece);
  if (says(piece, /moon|stack/)) return stacker(piece);
  return band(piece);
}

/** Stones along the upper arc, smaller toward the sides. */
export function drawEternity(piece: Piece): string {
  const [center, radius]: [Point, number] = [[100, 102], piece.random.between(57, 62)];
  const width = piece.random.between(12, 15);
  const small = width * 0.5;
  const step = ((small * 2.06) / radius) * (180 / Math.PI);
  const count = says(piece, /pavé|pave\b/) ? 21 : Math.floor(360 / step);
  const rail = element('path', {
    d: ellipsePath(center, radius),
    fill: 'none',
    stroke: piece.metal.tones[0],
    'stroke-width': width * 0.74,
    opacity: 0.55,
  });
  const stones = Array.from({ length: count }, (_, index) => {
    const offset = (index % 2 === 0 ? index / 2 : -(index + 1) / 2) * (count > 21 ? 360 / count : step);
    const at = onEllipse(center, [radius, radius], -90 + offset);
    return melee(piece, at, small * (says(piece, /pavé|pave\b/) ? 0.86 : 0.98), 'main');
  });
  return uprightRing(piece, { center, radius, width }) + (count > 21 ? rail : '') + stones.join('');
}

/** A lying band: its face in front, its inner wall behind. */
function band(piece: Piece): string {
  const isMilgrain = piece.metal.surface === 'milgrain';
  const [rx, ry, height] = [68, piece.random.between(33, 37), piece.random.between(24, 34)];
  const center: Point = [100, 100];
  const rows = piece.stone === undefined ? '' : bandStones(piece, center, [rx, ry], height);
  const edges = isMilgrain
    ? piece.metal.beads([100, 100 - height / 2 + 3], [rx - 1, ry], 8, 172) +
      piece.metal.beads([100, 100 + height / 2 - 3], [rx - 1, ry], 8, 172)
    : groove(piece, center, [rx, ry], height);
  return (
    piece.sheet.shadow(100, 100 + height / 2 + ry * 0.9, rx * 1.05, 12) +
    lyingRing(piece.metal, { center, radii: [rx, ry], height }) +
    edges +
    rows
  );
}

function groove(piece: Piece, [x, y]: Point, [rx, ry]: Point, height: number): string {
  if (piece.random.next() < 0.5) return '';
  const line = (at: number): string =>
    element('path', {
      d: arcPath([x, at], [rx, ry], 2, 178),
      fill: 'none',
      stroke: piece.metal.tones[0],
      'stroke-width': 0.9,
      opacity: 0.55,
    });
  return line(y - height * 0.28) + line(y + height * 0.28);
}

function bandStones(piece: Piece, [x, y]: Point, radii: Point, height: number): string {
  return Array.from({ length: 9 }, (_, index) => {
    const angle = 90 + (index - 4) * 15;
    const at = onEllipse([x, y], radii, angle);
    return melee(piece, at, height * 0.2 * Math.max(0.55, Math.sin((angle * Math.PI) / 180)), 'main');
  }).join('');
}

function signet(piece: Piece): string {
  const ring: UprightRing = { center: [100, 118], radius: 50, width: 11 };
  const shoulders = 'M46 116C48 88 62 62 74 48H126C138 62 152 88 154 116C146 92 126 79 100 79C74 79 54 92 46 116Z';
  const face = ellipsePath([100, 62], 31, 27);
  const inner = ellipsePath([100, 62], 26, 22);
  const star = polygon(
    Array.from({ length: 16 }, (_, index): Point =>
      onEllipse([100, 62], index % 4 === 0 ? [19, 17] : index % 2 === 0 ? [9, 8] : [3.4, 3.4], index * 22.5 - 90),
    ),
  );
  return (
    uprightRing(piece, ring) +
    piece.metal.plate(shoulders) +
    piece.metal.plate(face, 1.4) +
    element('path', { d: inner, fill: 'none', stroke: piece.metal.tones[0], 'stroke-width': 1 }) +
    element('path', { d: star, fill: piece.metal.tones[0], stroke: piece.metal.tones[3], 'stroke-width': 0.6 })
  );
}

/** Thin rings, one with a half moon. */
function stacker(piece: Piece): string {
  const ring: UprightRing = { center: [100, 112], radius: 54, width: 6 };
  const moon = 'M74 60A27 27 0 1 1 126 60A22 22 0 1 0 74 60Z';
  return (
    uprightRing(piece, ring) +
    element('g', { transform: 'rotate(180 100 52)' }, piece.metal.plate(moon, 1.1)) +
    piece.metal.bead([100, 55], 3.6)
  );
}
