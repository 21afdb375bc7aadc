import { along, ellipseCurve, linkedChain, linkStyle, pendantChain } from './chains.js';
import { melee, type Piece, type PieceStone, says, setStone } from './piece.js';
import { element, ellipsePath, path, type Point, polygon } from './svg.js';

/** Draws a necklace according to its name and subcategory. */
export function drawNecklace(piece: Piece): string {
  const { subcategory, stone } = piece;
  if (subcategory === 'chains') return chain(piece);
  if (subcategory === 'chokers' || says(piece, /choker/)) return choker(piece);
  if (says(piece, /lariat|\by.necklace/) && stone !== undefined) return lariat(piece, stone);
  if (subcategory === 'statement-necklaces' || says(piece, /collar|bib\b/)) return collar(piece);
  if (says(piece, /section|bib|fringe/)) return fringe(piece);
  return pendant(piece);
}

function pendant(piece: Piece): string {
  const { stone, metal } = piece;
  if (says(piece, /\bbar\b/)) return bar(piece);
  if (says(piece, /linked|interlock|tandem|infinity/)) return linkedRings(piece);
  if (says(piece, /moon/)) return moon(piece);
  if (stone === undefined) return coin(piece);
  const isHalo = says(piece, /halo|blue hour/) || piece.random.next() < 0.16;
  const size = Math.min(34, stone.radius * (isHalo ? 0.86 : 1.02));
  const drop = 78;
  const top = size * stone.look.shape.top * (isHalo ? 1.26 : 1.06);
  const center: Point = [100, drop + 9 + top];
  return (
    pendantChain(piece, [100, drop]) +
    bail(piece, drop) +
    metal.jumpRing([100, drop + 8], 2.4, 1.6) +
    setStone(piece, stone, center, {
      size,
      halo: isHalo,
      bezel: stone.look.shape.style === 'cabochon' || (!isHalo && piece.random.next() < 0.22),
      prongs: says(piece, /solitaire/) ? 6 : 4,
    })
  );
}

/** The loop that slides on the chain. */
function bail({ metal }: Piece, y: number): string {
  return metal.tube(
    path`M100 ${y - 5}C95.5 ${y - 1} 96 ${y + 6} 100 ${y + 8}C104 ${y + 6} 104.5 ${y - 1} 100 ${y - 5}`,
    3.4,
  );
}

function bar(piece: Piece): string {
  const { metal, stone } = piece;
  const chain = (sign: number): string =>
    `M${100 + sign * 60} -4C${100 + sign * 58} 50 ${100 + sign * 50} 88 ${100 + sign * 42} 101`;
  return (
    metal.fineChain(chain(-1) + chain(1)) +
    piece.sheet.shadow(101, 110, 48, 8) +
    metal.plate('M58 97H142A4.5 4.5 0 0 1 142 108H58A4.5 4.5 0 0 1 58 97Z', 1) +
    metal.jumpRing([57, 102], 3.2) +
    metal.jumpRing([143, 102], 3.2) +
    (stone === undefined ? '' : [-18, 0, 18].map((x) => melee(piece, [100 + x, 102.5], 4)).join(''))
  );
}

function linkedRings(piece: Piece): string {
  const { metal } = piece;
  const [left, right]: [Point, Point] = [
    [84, 116],
    [116, 122],
  ];
  const side = (sign: number): string =>
    `M${100 + sign * 58} -4C${100 + sign * 54} 40 ${100 + sign * 36} 80 ${100 + sign * 24} ${98 + sign * 2}`;
  const front = 'M98.5 99.7A22 22 0 0 1 106 116';
  return (
    metal.fineChain(side(-1) + side(1)) +
    piece.sheet.shadow(102, 132, 44, 22) +
    metal.tube(ellipsePath(left, 24), 6.5) +
    metal.tube(ellipsePath(right, 19), 5.5) +
    metal.tube(front, 6.5, 'butt') +
    metal.jumpRing([76, 95], 3) +
    metal.jumpRing([124, 102], 3)
  );
}

function moon(piece: Piece): string {
  const { metal } = piece;
  const crescent = 'M118 84A36 36 0 1 0 132 134A30 30 0 1 1 118 84Z';
  const stones = [
    [84.5, 106, 4],
    [83, 118.5, 4.6],
    [88.5, 130.5, 4],
  ] as const;
  return (
    pendantChain(piece, [113, 80], 62) +
    piece.sheet.shadow(104, 122, 38, 36) +
    metal.plate(crescent, 1.2) +
    (piece.stone === undefined
      ? ''
      : stones.map(([x, y, size]) => melee(piece, [x - 3, y], size)).join('') +
        setStone(piece, piece.stone, [117, 113], { size: 11, prongs: 4 })) +
    metal.jumpRing([115, 83], 3)
  );
}

/** A struck disk with rays. */
function coin(piece: Piece): string {
  const { metal } = piece;
  const center: Point = [100, 124];
  const rays = Array.from({ length: 24 }, (_, index) => {
    const angle = (index * Math.PI) / 12;
    const reach = index % 2 === 0 ? 24 : 19;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    return path`M${100 + 12 * c} ${124 + 12 * s}L${100 + reach * c} ${124 + reach * s}`;
  }).join('');
  const eye = 'M88 124Q100 112 112 124Q100 136 88 124Z';
  return (
    pendantChain(piece, [100, 78]) +
    bail(piece, 78) +
    piece.sheet.shadow(102, 130, 40, 38) +
    metal.plate(ellipsePath(center, 37), 1.4) +
    element('path', { d: ellipsePath(center, 32), fill: 'none', stroke: metal.tones[0], 'stroke-width': 1.2 }) +
    metal.beads(center, [34.5, 34.5], 0, 354) +
    element('path', { d: rays, stroke: metal.tones[3], 'stroke-width': 1.5 }) +
    element('path', { d: eye, fill: metal.tones[1], stroke: metal.tones[3], 'stroke-width': 1.4 }) +
    metal.bead([100, 124], 5)
  );
}

function chain(piece: Piece): string {
  const style = says(piece, /steel|garage/) ? 'curb' : linkStyle(piece);
  const size = says(piece, /steel|garage|convertible/) ? 1.35 : piece.random.between(0.85, 1.15);
  const curve = ellipseCurve([100, 88], [68, 74], -90, 270);
  const stations = says(piece, /station/) && piece.stone !== undefined ? [18, 54, 90, 126, 162] : [];
  const base =
    stations.length > 0
      ? piece.metal.fineChain(ellipsePath([100, 88], 68, 74), 2.4)
      : linkedChain(piece, curve, style, size);
  const clasp = piece.metal.tube(ellipsePath([100, 166], 5.5), 3) + piece.metal.tube('M100 171V182', 3);
  const end = says(piece, /convertible|board/) ? clasp + piece.metal.tube('M92 182H108', 3.6) : '';
  return base + end + stations.map((angle) => stationStone(piece, angle)).join('');
}

function stationStone(piece: Piece, degrees: number): string {
  const [x, y] = ellipseCurve([100, 88], [68, 74], 0, 360)(degrees / 360);
  return piece.metal.bead([x, y], 8.6) + melee(piece, [x, y], 7.2);
}

/** A close-fitting row, seen slightly from above. */
function choker(piece: Piece): string {
  const curve = ellipseCurve([100, 84], [72, 62], -90, 270);
  const front = ellipseCurve([100, 84], [72, 62], 52, 128);
  const isCurb = says(piece, /curb/);
  const row = isCurb ? linkedChain(piece, curve, 'curb', 1.45) : linkedChain(piece, curve, 'box', 0.92);
  const stones =
    piece.stone === undefined
      ? ''
      : isCurb
        ? along(front, 13)
            .map(({ at }) => melee(piece, at, 4.6))
            .join('')
        : setStone(piece, piece.stone, [100, 155], { size: 17, bezel: true }) +
          [-1, 1]
            .flatMap((sign) =>
              [24, 38].map((x, index) =>
                piece.metal.bead([100 + sign * x, 146.5 - index * 5 + (index === 0 ? -2 : -3)], 5 - index),
              ),
            )
            .join('');
  return piece.sheet.shadow(102, 150, 60, 14) + row + stones;
}

/** Stones that become larger toward the middle of a collar. */
function collar(piece: Piece): string {
  const curve = ellipseCurve([100, 52], [72, 92], 172, 8);
  const places = along(curve, 10.4);
  const row = places.map(({ at, share }) => {
    const size = 3.6 + 4.2 * Math.sin(Math.PI * share) ** 2;
    return piece.metal.bead(at, size + 1.3) + (piece.stone === undefined ? '' : melee(piece, at, size));
  });
  const drops = places
    .filter(({ share }) => share > 0.26 && share < 0.76)
    .map(({ at, degrees, share }) => {
      const length = 12 + 9 * Math.sin(Math.PI * share) ** 6;
      const angle = ((degrees - 90) * Math.PI) / 180;
      const end: Point = [at[0] - length * Math.cos(angle) * -1, at[1] - length * Math.sin(angle) * -1];
      const to: Point = [at[0] + (at[0] - 100) * 0.16, at[1] + Math.abs(end[1] - at[1])];
      return piece.metal.bead(to, 5.6) + melee(piece, to, 4.6);
    });
  return (
    piece.metal.fineChain('M28.7 40C28 26 30 12 34 -4M171.3 40C172 26 170 12 166 -4', 2.4) +
    piece.sheet.shadow(102, 142, 58, 18) +
    drops.join('') +
    row.join('')
  );
}

function lariat(piece: Piece, stone: PieceStone): string {
  const { metal } = piece;
  return (
    pendantChain(piece, [100, 72], 60) +
    metal.fineChain('M96 74C94 96 95 112 96 126M105 74C107 90 107 100 106 108') +
    metal.tube(ellipsePath([100, 70], 6.5), 3.4) +
    piece.sheet.shadow(100, 150, 26, 30) +
    setStone(piece, stone, [106, 124], { size: 14, degrees: -4 }) +
    setStone(piece, stone, [95.5, 150], { size: 23, degrees: 3 })
  );
}

/** Bars of various lengths on a collar, with a stone in the middle. */
function fringe(piece: Piece): string {
  const places = along(ellipseCurve([100, 40], [62, 62], 158, 22), 12);
  const bars = places.map(({ at, share }) => {
    const length = 18 + 34 * Math.sin(Math.PI * share) ** 2;
    return piece.metal.tube(path`M${at[0]} ${at[1] + 5}v${length}`, 6.4);
  });
  const line = polygonLine(places.map(({ at }) => at));
  const middle: Point = [100, 134];
  return (
    piece.metal.fineChain('M42.5 63C34 44 34 20 38 -4M157.5 63C166 44 166 20 162 -4', 2.4) +
    bars.join('') +
    piece.metal.tube(line, 4.6) +
    (piece.stone === undefined ? '' : setStone(piece, piece.stone, middle, { size: 27 }))
  );
}

function polygonLine(points: readonly Point[]): string {
  return polygon(points).replace(/Z$/, '');
}
