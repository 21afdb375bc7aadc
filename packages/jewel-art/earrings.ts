import { melee, type Piece, type PieceStone, says, setStone } from './piece.js';
import { element, ellipsePath, onEllipse, path, type Point } from './svg.js';

/** Draws a pair of earrings according to their name and subcategory. */
export function drawEarrings(piece: Piece): string {
  const { subcategory } = piece;
  if (subcategory === 'hoops' || says(piece, /hoop|huggie|sleeper/)) return hoops(piece);
  if (subcategory === 'climbers' || says(piece, /climber/)) return climbers(piece);
  if (subcategory === 'drops' || says(piece, /drop|dangle|thread|tassel/)) return drops(piece);
  return studs(piece);
}

function studs(piece: Piece): string {
  const { stone, metal } = piece;
  if (says(piece, /\bset\b|constellation/)) return starSet(piece);
  const [left, right]: [Point, Point] = [
    [62, 88],
    [138, 114],
  ];
  if (stone === undefined)
    return [left, right].map((at) => piece.sheet.shadow(at[0] + 3, at[1] + 8, 28, 26) + metal.bead(at, 25)).join('');
  const isHalo = says(piece, /halo/);
  const size = Math.min(isHalo ? 23 : 31, stone.radius * (isHalo ? 0.78 : 1.06));
  const isBezel = !isHalo && (says(piece, /found|pit/) || piece.random.next() < 0.25);
  return (
    post(piece, left, size) +
    post(piece, right, size) +
    setStone(piece, stone, left, { size, halo: isHalo, bezel: isBezel }) +
    setStone(piece, stone, right, { size, halo: isHalo, bezel: isBezel, degrees: isBezel ? 0 : 45 })
  );
}

/** The visible part of the pin behind a stud. */
function post({ metal }: Piece, [x, y]: Point, size: number): string {
  return metal.tube(path`M${x + size * 0.6} ${y + size * 0.7}l${size * 0.62} ${size * 0.58}`, 3);
}

/** Several small studs of different shapes. */
function starSet(piece: Piece): string {
  const { metal, stone } = piece;
  const places: readonly (readonly [x: number, y: number, size: number])[] = [
    [58, 56, 15],
    [104, 84, 11],
    [150, 62, 13],
    [74, 124, 10],
    [132, 138, 17],
    [94, 158, 7],
  ];
  const line = `M${places.map(([x, y]) => `${x} ${y}`).join('L')}`;
  return (
    element('path', {
      d: line,
      fill: 'none',
      stroke: metal.tones[2],
      'stroke-width': 0.8,
      'stroke-dasharray': '1 4',
      'stroke-linecap': 'round',
    }) +
    places
      .map(([x, y, size]) =>
        stone === undefined
          ? metal.bead([x, y], size)
          : setStone(piece, stone, [x, y], { size, prongs: size > 12 ? 6 : 4 }),
      )
      .join('')
  );
}

function hoops(piece: Piece): string {
  const isHuggie = says(piece, /huggie/);
  const isSmall = says(piece, /sleeper|second|mini/);
  const isBig = says(piece, /big/);
  const [rx, ry]: Point = isHuggie ? [24, 28] : isSmall ? [22, 25] : isBig ? [35, 50] : [30, 40];
  const width = isHuggie ? 13 : isSmall ? 4.2 : isBig ? 8.5 : 7;
  const one = (x: number, y: number): string => hoop(piece, [x, y], [rx, ry], width);
  return one(100 + rx * 1.34 + 4, 92) + one(100 - rx * 1.2 - 4, 104);
}

function hoop(piece: Piece, center: Point, radii: Point, width: number): string {
  const { metal } = piece;
  const [x, y] = center;
  const back = element('path', {
    d: ellipsePath([x + 2.4, y - 1], radii[0], radii[1]),
    fill: 'none',
    stroke: metal.paints.wall,
    'stroke-width': width * 0.92,
  });
  const hinge = metal.bead(onEllipse(center, radii, -62), width * 0.46);
  const count = piece.stone === undefined ? 0 : says(piece, /inside out/) ? 15 : 7;
  const step = says(piece, /inside out/) ? 17 : 13;
  const stones = Array.from({ length: count }, (_, index) => {
    const angle = 90 + (index - (count - 1) / 2) * step;
    return melee(piece, onEllipse(center, radii, angle), width * 0.4);
  });
  return (
    piece.sheet.shadow(x, y + radii[1] + width * 0.6, radii[0] * 0.9, 5) +
    back +
    metal.tube(ellipsePath(center, radii[0], radii[1]), width) +
    hinge +
    stones.join('')
  );
}

/** The bent ear wire, down to a point. */
function hook({ metal }: Piece, [x, y]: Point): string {
  return (
    metal.wire(path`M${x + 13} ${y + 2}C${x + 17} ${y - 26} ${x + 2} ${y - 34} ${x} ${y - 16}L${x} ${y - 3}`, 2.6) +
    metal.jumpRing([x, y], 2.6, 1.8)
  );
}

function drops(piece: Piece): string {
  const one = (x: number, y: number, degrees: number): string =>
    element('g', { transform: `rotate(${degrees} ${x} ${y})` }, drop(piece, [x, y]));
  return one(136, 46, -4) + one(62, 54, 3);
}

function drop(piece: Piece, at: Point): string {
  const { stone, metal } = piece;
  const [x, y] = at;
  if (says(piece, /thread|stick/) || stone === undefined) return threader(piece, at);
  if (says(piece, /tassel|rope/)) return tassel(piece, at, stone);
  const size = Math.min(28, stone.radius * 0.86);
  const top = size * stone.look.shape.top;
  if (says(piece, /chapel|window|chandelier/)) return windowDrop(piece, at, stone);
  const isLong = says(piece, /gravity|rain|tide/);
  const link = isLong ? 24 : 8;
  const small = melee(piece, [x, y + 9], 6.4, 'main', 0);
  const bar =
    stone.look.shape.style === 'pearl'
      ? metal.wire(path`M${x} ${y + 3}v${link}`, 2.4) + metal.bead([x, y + link + 3], 5)
      : metal.bead([x, y + 9], 7.6) + small + metal.wire(path`M${x} ${y + 17}v${link}`, 1.8);
  const seatY = y + link + 14 + top;
  return hook(piece, at) + bar + setStone(piece, stone, [x, seatY], { size });
}

function threader(piece: Piece, [x, y]: Point): string {
  const { metal } = piece;
  return (
    metal.fineChain(
      path`M${x + 12} ${y + 70}C${x + 15} ${y} ${x + 10} ${y - 28} ${x + 4} ${y - 24}S${x} ${y} ${x} ${y + 44}`,
    ) +
    metal.tube(path`M${x} ${y + 46}v62`, 5) +
    metal.bead([x, y + 110], 4.4) +
    metal.tube(path`M${x + 12} ${y + 70}v14`, 2.6)
  );
}

function tassel(piece: Piece, [x, y]: Point, stone: PieceStone): string {
  const { metal } = piece;
  const strands = Array.from({ length: 7 }, (_, index) => {
    const offset = (index - 3) * 3.6;
    const end = y + 112 - Math.abs(index - 3) * 2;
    return metal.fineChain(
      path`M${x + offset * 0.7} ${y + 58}Q${x + offset} ${y + 84} ${x + offset * 1.2} ${end}`,
      2.6,
    );
  });
  return (
    hook(piece, [x, y]) +
    strands.join('') +
    setStone(piece, stone, [x, y + 26], { size: 20 }) +
    metal.plate(path`M${x - 11} ${y + 60}q-1 -13 11 -13t11 13z`, 1)
  );
}

/** A pierced frame around a stone. */
function windowDrop(piece: Piece, [x, y]: Point, stone: PieceStone): string {
  const { metal } = piece;
  const right = path`M${x} ${y + 6}C${x + 24} ${y + 26} ${x + 25} ${y + 46} ${x + 25} ${y + 96}`;
  const left = path`H${x - 25}C${x - 25} ${y + 46} ${x - 24} ${y + 26} ${x} ${y + 6}Z`;
  const edge = Array.from({ length: 9 }, (_, index) => metal.bead([x - 25 + index * 6.25, y + 100], 2.4)).join('');
  return (
    hook(piece, [x, y]) +
    metal.tube(right + left, 4.4) +
    melee(piece, [x, y + 26], 5) +
    edge +
    setStone(piece, stone, [x, y + 62], { size: 25 })
  );
}

/** Leaves climbing along the ear. */
function climbers(piece: Piece): string {
  const one = (x: number, sign: number): string => {
    const stem = path`M${x} 158C${x - sign * 30} 128 ${x - sign * 26} 82 ${x + sign * 14} 44`;
    const leaf = (share: number, size: number, side: number): string => {
      const at = bezier([x, 158], [x - sign * 30, 128], [x - sign * 26, 82], [x + sign * 14, 44], share);
      const to: Point = [at[0] + side * size * 0.74, at[1] - size * 0.5];
      return piece.stone === undefined
        ? piece.metal.bead(to, size * 0.5)
        : setStone(piece, piece.stone, to, { size, degrees: side * 52, prongs: 2 });
    };
    const leaves = [0.08, 0.3, 0.52, 0.74].flatMap((share, index) => [
      leaf(share, 15 - index * 1.6, -1),
      leaf(share + 0.08, 14 - index * 1.6, 1),
    ]);
    const tip =
      piece.stone === undefined
        ? ''
        : setStone(piece, piece.stone, [x + sign * 17, 33], { size: 12, degrees: sign * 16, prongs: 2 });
    return piece.metal.tube(stem, 3.6) + leaves.join('') + tip;
  };
  return one(66, 1) + one(134, -1);
}

function bezier(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const mix = (index: 0 | 1): number =>
    (1 - t) ** 3 * a[index] + 3 * (1 - t) ** 2 * t * b[index] + 3 * (1 - t) * t * t * c[index] + t ** 3 * d[index];
  return [mix(0), mix(1)];
}
