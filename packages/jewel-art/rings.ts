import { drawBand, drawEternity } from './bands.js';
import { melee, type Piece, type PieceStone, says, setStone } from './piece.js';
import { arcPath, element, ellipsePath, onEllipse, path, type Point } from './svg.js';
import { type UprightRing, uprightRing } from './upright-ring.js';

/** Draws a ring according to its name and subcategory. */
export function drawRing(piece: Piece): string {
  const { stone, subcategory } = piece;
  if (subcategory === 'eternity-rings' || says(piece, /eternity|pavé|pave\b/)) return drawEternity(piece);
  if (subcategory === 'wedding-bands' || stone === undefined) return drawBand(piece);
  if (says(piece, /three.?stone|trilogy|trio/)) return threeStones(piece, stone);
  if (says(piece, /toi et moi|two.?stone|duo/)) return twoStones(piece, stone);
  if (says(piece, /cluster|constellation|galaxy/)) return cluster(piece, stone);
  if (says(piece, /cuff|open\b/)) return openRing(piece, stone);
  return solitaire(piece, stone);
}

/** A hoop below a stone of the given height, both centered. */
function below(top: number, width: number, radius = 52): { readonly ring: UprightRing; readonly seat: Point } {
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
function shank(piece: Piece, ring: UprightRing, seat: Point, size: number): string {
  switch (piece.random.pick('plain', 'stones', 'raised', 'double')) {
    case 'stones':
      return uprightRing(piece, ring) + shoulderStones(piece, ring, size);
    case 'raised':
      return uprightRing(piece, ring) + raisedShoulders(piece, ring, seat);
    case 'double':
      return doubleHoop(piece, ring);
    case 'plain':
      return uprightRing(piece, { ...ring, width: ring.width * 0.9 });
  }
}

function doubleHoop(piece: Piece, { center: [x, y], radius, width }: UprightRing): string {
  const thin = width * 0.56;
  return (
    piece.sheet.shadow(x, y + radius + width * 0.7, radius * 0.92, 8) +
    piece.metal.tube(ellipsePath([x, y - 4], radius - 3.5), thin) +
    piece.metal.tube(ellipsePath([x, y + 1], radius + 1), thin)
  );
}

function raisedShoulders(piece: Piece, { center, radius, width }: UprightRing, seat: Point): string {
  const side = (sign: number): string => {
    const [x, y] = onEllipse(center, [radius, radius], -90 + sign * 44);
    const d = path`M${x} ${y}Q${x - sign * 8} ${y - 16} ${seat[0] + sign * 10} ${seat[1] + 3}`;
    return piece.metal.tube(d, width * 0.62);
  };
  return side(-1) + side(1);
}

function shoulderStones(piece: Piece, { center, radius, width }: UprightRing, size: number): string {
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
  return uprightRing(piece, ring) + side(-1) + side(1) + setStone(piece, stone, seat, { size });
}

function twoStones(piece: Piece, stone: PieceStone): string {
  const size = stone.radius * 0.78;
  const { ring, seat } = below(size * 1.15, 8, 52);
  return (
    uprightRing(piece, ring) +
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
    uprightRing(piece, ring) +
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
      stroke: piece.metal.paints.wall,
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
