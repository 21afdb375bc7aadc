import { melee, type Piece, type PieceStone, says, setStone } from './piece.js';
import { lyingRing } from './lying-ring.js';
import { arcPath, element, ellipsePath, onEllipse, type Point, polygon, short } from './svg.js';

/** The ring of metal that stands upright behind a stone. */
interface Hoop {
  readonly center: Point;
  readonly radius: number;
  readonly width: number;
}

/** Draws a ring by what its name and subcategory say of it. */
export function drawRing(piece: Piece): string {
  const { stone, subcategory } = piece;
  if (subcategory === 'eternity-rings' || says(piece, /eternity|pavé|pave\b/)) return eternity(piece);
  if (subcategory === 'wedding-bands' || stone === undefined) return plainRing(piece);
  if (says(piece, /three.?stone|trilogy|trio/)) return threeStones(piece, stone);
  if (says(piece, /toi et moi|two.?stone|duo/)) return twoStones(piece, stone);
  if (says(piece, /cluster|constellation|galaxy/)) return cluster(piece, stone);
  if (says(piece, /cuff|open\b/)) return openRing(piece, stone);
  return solitaire(piece, stone);
}

function plainRing(piece: Piece): string {
  if (says(piece, /signet|seal\b/)) return signet(piece);
  if (says(piece, /moon|stack/)) return stacker(piece);
  return band(piece);
}

function hoop(piece: Piece, { center: [x, y], radius, width }: Hoop): string {
  const { metal } = piece;
  const wall = element('path', {
    d: ellipsePath([x, y - 3.5], radius),
    fill: 'none',
    stroke: metal.wall,
    'stroke-width': width * 0.9,
  });
  const edge = element('path', {
    d: ellipsePath([x, y - 3.5], radius),
    fill: 'none',
    stroke: metal.tones[0],
    'stroke-width': width * 0.9 + 0.8,
  });
  return (
    piece.sheet.shadow(x, y + radius + width * 0.7, radius * 0.92, 8) +
    edge +
    wall +
    metal.tube(ellipsePath([x, y], radius), width)
  );
}

/** A hoop below a stone that reaches so far above its middle, both in the middle of the drawing. */
function below(top: number, width: number, radius = 52): { readonly ring: Hoop; readonly seat: Point } {
  const overlap = 6;
  const height = top * 2 - overlap + radius * 2;
  const seatY = 100 - height / 2 + top + 2;
  return { ring: { center: [100, seatY + top - overlap + radius], radius, width }, seat: [100, seatY] };
}

function solitaire(piece: Piece, stone: PieceStone): string {
  const isHalo = says(piece, /halo/);
  const isBezel = says(piece, /bezel/) || (stone.look.shape.style === 'cabochon' && !isHalo);
  const size = isHalo ? stone.radius * 0.84 : stone.radius;
  const isTilted =
    piece.subcategory === 'fashion-rings' &&
    !isBezel &&
    stone.look.shape.style !== 'pearl' &&
    !says(piece, /promise|heart/);
  const degrees = isTilted ? piece.random.pick(0, 90, 18, -18) : 0;
  const top = size * stone.look.shape.top * (isHalo ? 1.24 : 1);
  const { ring, seat } = below(degrees === 90 ? top * 0.82 : top, piece.random.between(6.5, 9.5), 53);
  const prongs = stone.look.type.includes('diamond') && piece.random.next() < 0.4 ? 6 : 4;
  return (
    shank(piece, ring, seat, size) +
    setStone(piece, stone, seat, { size, degrees, halo: isHalo, bezel: isBezel, prongs })
  );
}

/** The ring of a stone ring: plain, with stones on its shoulders, with raised shoulders, or of two thin bars. */
function shank(piece: Piece, ring: Hoop, seat: Point, size: number): string {
  switch (piece.random.pick('plain', 'stones', 'raised', 'double')) {
    case 'stones':
      return hoop(piece, ring) + shoulderStones(piece, ring, size);
    case 'raised':
      return hoop(piece, ring) + raisedShoulders(piece, ring, seat);
    case 'double':
      return doubleHoop(piece, ring);
    case 'plain':
      return hoop(piece, { ...ring, width: ring.width * 0.9 });
  }
}

function doubleHoop(piece: Piece, { center: [x, y], radius, width }: Hoop): string {
  const thin = width * 0.56;
  return (
    piece.sheet.shadow(x, y + radius + width * 0.7, radius * 0.92, 8) +
    piece.metal.tube(ellipsePath([x, y - 4], radius - 3.5), thin) +
    piece.metal.tube(ellipsePath([x, y + 1], radius + 1), thin)
  );
}

function raisedShoulders(piece: Piece, { center, radius, width }: Hoop, seat: Point): string {
  const side = (sign: number): string => {
    const [x, y] = onEllipse(center, [radius, radius], -90 + sign * 44);
    const d = `M${short(x)} ${short(y)}Q${short(x - sign * 8)} ${short(y - 16)} ${short(seat[0] + sign * 10)} ${short(seat[1] + 3)}`;
    return piece.metal.tube(d, width * 0.62);
  };
  return side(-1) + side(1);
}

function shoulderStones(piece: Piece, { center, radius, width }: Hoop, size: number): string {
  const small = width * 0.42;
  const step = ((small * 2.1) / radius) * (180 / Math.PI);
  const first = (size / radius) * 52;
  return [-1, 1]
    .flatMap((sign) =>
      Array.from({ length: 4 }, (_, index) =>
        melee(
          piece,
          onEllipse(center, [radius, radius], -90 + sign * (first + step * index)),
          small * (1 - index * 0.08),
          'clear',
        ),
      ),
    )
    .join('');
}

function threeStones(piece: Piece, stone: PieceStone): string {
  const size = stone.radius * 0.86;
  const { ring, seat } = below(size * stone.look.shape.top, 8, 52);
  const side = (sign: number): string =>
    setStone(piece, stone, [seat[0] + sign * size * 1.28, seat[1] + size * 0.42], {
      size: size * 0.62,
      degrees: sign * 16,
    });
  return hoop(piece, ring) + side(-1) + side(1) + setStone(piece, stone, seat, { size });
}

function twoStones(piece: Piece, stone: PieceStone): string {
  const size = stone.radius * 0.78;
  const { ring, seat } = below(size * 1.15, 8, 52);
  return (
    hoop(piece, ring) +
    setStone(piece, stone, [seat[0] - size * 0.74, seat[1] + size * 0.36], { size, degrees: -38 }) +
    setStone(piece, stone, [seat[0] + size * 0.78, seat[1] - size * 0.2], { size: size * 0.92, degrees: 142 })
  );
}

function cluster(piece: Piece, stone: PieceStone): string {
  const { ring, seat } = below(30, 8, 52);
  const petals = Array.from({ length: 7 }, (_, index) => {
    const at = onEllipse(seat, [20.5, 20.5], index * 51.43 - 90);
    return piece.metal.bead([at[0], at[1]], 10.6) + melee(piece, at, index % 2 === 0 ? 9.6 : 8.2, 'main');
  });
  return (
    hoop(piece, ring) +
    piece.sheet.shadow(seat[0] + 2, seat[1] + 5, 34, 33) +
    petals.join('') +
    setStone(piece, stone, seat, { size: 12.5, prongs: 6 })
  );
}

function openRing(piece: Piece, { look }: PieceStone): string {
  const [center, radius, width]: [Point, number, number] = [[100, 104], 58, 9];
  const ends = [-112, -68].map((angle) => onEllipse(center, [radius, radius], angle));
  const open = arcPath(center, [radius, radius], -68, 248);
  const inner = arcPath([100, 100.5], [radius, radius], -66, 246);
  const size = look.shape.style === 'pearl' ? 15 : 13;
  return (
    piece.sheet.shadow(100, 168, 52, 8) +
    element('path', {
      d: inner,
      fill: 'none',
      stroke: piece.metal.wall,
      'stroke-width': width,
      'stroke-linecap': 'round',
    }) +
    piece.metal.tube(open, width) +
    ends
      .map((end, index) =>
        piece.stone === undefined
          ? ''
          : setStone(piece, piece.stone, [end[0], end[1] - 2], { size: index === 0 ? size : size * 0.8, bezel: true }),
      )
      .join('')
  );
}

/** Stones along the upper arc, smaller toward the sides. */
function eternity(piece: Piece): string {
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
  return hoop(piece, { center, radius, width }) + (count > 21 ? rail : '') + stones.join('');
}

/** A band that lies: its face in front, its inner wall behind. */
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
  const ring: Hoop = { center: [100, 118], radius: 50, width: 11 };
  const shoulders = 'M46 116C48 88 62 62 74 48H126C138 62 152 88 154 116C146 92 126 79 100 79C74 79 54 92 46 116Z';
  const face = ellipsePath([100, 62], 31, 27);
  const inner = ellipsePath([100, 62], 26, 22);
  const star = polygon(
    Array.from({ length: 16 }, (_, index): Point =>
      onEllipse([100, 62], index % 4 === 0 ? [19, 17] : index % 2 === 0 ? [9, 8] : [3.4, 3.4], index * 22.5 - 90),
    ),
  );
  return (
    hoop(piece, ring) +
    piece.metal.plate(shoulders) +
    piece.metal.plate(face, 1.4) +
    element('path', { d: inner, fill: 'none', stroke: piece.metal.tones[0], 'stroke-width': 1 }) +
    element('path', { d: star, fill: piece.metal.tones[0], stroke: piece.metal.tones[3], 'stroke-width': 0.6 })
  );
}

/** Thin rings, one with a half moon. */
function stacker(piece: Piece): string {
  const ring: Hoop = { center: [100, 112], radius: 54, width: 6 };
  const moon = 'M74 60A27 27 0 1 1 126 60A22 22 0 1 0 74 60Z';
  return (
    hoop(piece, ring) +
    element('g', { transform: 'rotate(180 100 52)' }, piece.metal.plate(moon, 1.1)) +
    piece.metal.bead([100, 55], 3.6)
  );
}
