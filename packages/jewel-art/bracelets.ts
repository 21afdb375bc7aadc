import { along, ellipseCurve, linkedChain, type LinkStyle, linkStyle } from './chains.js';
import { melee, type Piece, says, setStone } from './piece.js';
import { lyingRing } from './lying-ring.js';
import { arcPath, element, ellipsePath, onEllipse, placed, type Point, short } from './svg.js';

const CENTER: Point = [100, 96];
const RADII: Point = [76, 52];

/** Draws a bracelet according to its name and subcategory. */
export function drawBracelet(piece: Piece): string {
  const { subcategory } = piece;
  if (says(piece, /cuff/)) return cuff(piece);
  if (says(piece, /coil|spiral|wrap/)) return coil(piece);
  if (subcategory === 'tennis-bracelets' || says(piece, /tennis/)) return tennis(piece);
  if (subcategory === 'bangles' || says(piece, /bangle/)) return bangle(piece);
  if (subcategory === 'charm-bracelets') return says(piece, /bracelet/) ? charmBracelet(piece) : charm(piece);
  return chainBracelet(piece);
}

function under(piece: Piece): string {
  return piece.sheet.shadow(102, 144, 76, 14);
}

/** A row of stones, larger in front; two rows if the name says so. */
function tennis(piece: Piece): string {
  const radii: Point = [76, piece.random.between(46, 54)];
  if (!says(piece, /parallel|double|twin/)) return under(piece) + stoneRow(piece, CENTER, radii, 1);
  return under(piece) + stoneRow(piece, [100, 88], [78, 45], 0.78) + stoneRow(piece, [100, 103], [78, 45], 0.78);
}

function stoneRow(piece: Piece, center: Point, radii: Point, scale: number): string {
  const row = along(ellipseCurve(center, radii, -90, 270), 10.2 * scale).map(({ at, degrees }) => {
    const size = scale * (4.6 + 1.6 * ((at[1] - center[1]) / radii[1]));
    const cup = element('use', { href: claw(piece), transform: placed(at, degrees, size / 5) });
    return [at[1], cup + (piece.stone === undefined ? '' : melee(piece, at, size))] as const;
  });
  return row
    .toSorted(([a], [b]) => a - b)
    .map(([, markup]) => markup)
    .join('');
}

/** The square cup of one stone in a row. */
function claw({ sheet, metal: { tones } }: Piece): string {
  return sheet.define('k', (id) =>
    element(
      'g',
      { id },
      element('path', {
        d: 'M-5.6 -5.2H5.6V5.2H-5.6Z',
        fill: tones[1],
        stroke: tones[0],
        'stroke-width': 0.8,
        'stroke-linejoin': 'round',
      }) + element('path', { d: 'M-5.6 -5.2H5.6', stroke: tones[4], 'stroke-width': 1.4 }),
    ),
  );
}

function bangle(piece: Piece): string {
  const { metal } = piece;
  const [rx, ry, height] = [78, piece.random.between(40, 46), piece.random.between(12, 17)];
  const stones =
    piece.stone === undefined
      ? ''
      : Array.from({ length: 11 }, (_, index) => {
          const angle = 90 + (index - 5) * 11;
          const size = height * 0.36 * Math.max(0.6, Math.sin((angle * Math.PI) / 180));
          const at = onEllipse(CENTER, [rx, ry], angle);
          return metal.bead(at, size + 1) + melee(piece, at, size);
        }).join('');
  return under(piece) + lyingRing(piece.metal, { center: CENTER, radii: [rx, ry], height, wall: 3 }) + stones;
}

/** A broad band, open in front. */
function cuff(piece: Piece): string {
  const { metal, stone } = piece;
  const [radii, height, gap]: [Point, number, number] = [[76, 44], stone === undefined ? 30 : 20, 34];
  const ends =
    stone === undefined
      ? ''
      : [90 + gap / 2, 90 - gap / 2]
          .map((angle, index) =>
            setStone(piece, stone, onEllipse(CENTER, radii, angle), {
              size: 13.5,
              bezel: true,
              degrees: index === 0 ? 6 : -6,
            }),
          )
          .join('');
  return under(piece) + lyingRing(metal, { center: CENTER, radii, height, wall: 3.4, gap }) + ends;
}

function coil(piece: Piece): string {
  const turns = [0, 1, 2];
  const back = turns.map((turn) =>
    element('path', {
      d: arcPath([100, 72 + turn * 13], [69, 33], 176, 364),
      fill: 'none',
      stroke: piece.metal.paints.wall,
      'stroke-width': 7.2,
      'stroke-linecap': 'round',
    }),
  );
  const front = turns.map((turn) => piece.metal.tube(arcPath([100, 73 + turn * 13], [70, 36], 183, -3), 8.4));
  return under(piece) + back.join('') + front.join('');
}

function chainBracelet(piece: Piece): string {
  const curve = ellipseCurve(CENTER, RADII, -90, 270);
  if (says(piece, /slider/)) return slider(piece);
  if (says(piece, /rope|archive/)) return under(piece) + linkedChain(piece, curve, 'rope', 1.65);
  if (says(piece, /thread|line/) && piece.stone !== undefined) return thread(piece);
  const style: LinkStyle = says(piece, /link/) ? 'cable' : linkStyle(piece);
  const row = linkedChain(piece, curve, style, style === 'paperclip' ? 1.35 : 1.5);
  const stones =
    piece.stone === undefined
      ? ''
      : [48, 90, 132]
          .map((angle, index) =>
            piece.stone === undefined
              ? ''
              : setStone(piece, piece.stone, onEllipse(CENTER, RADII, angle), {
                  size: index === 1 ? 17 : 12,
                  degrees: 90 + (angle - 90) * 0.6,
                }),
          )
          .join('');
  return under(piece) + row + stones + clasp(piece);
}

function clasp({ metal }: Piece): string {
  return metal.tube(ellipsePath([100, 44], 5), 2.6) + metal.bead([108, 44], 2.6);
}

/** A fine chain drawn together by a bead, with hanging ends. */
function slider(piece: Piece): string {
  const { metal } = piece;
  const front = along(ellipseCurve([100, 84], [68, 50], -150, -30), 9).map(
    ({ at }) => metal.bead(at, 4.6) + melee(piece, at, 3.8),
  );
  return (
    under(piece) +
    metal.fineChain(ellipsePath([100, 84], 68, 50), 2.6) +
    front.join('') +
    metal.fineChain('M97 136C95 150 90 158 84 166M103 136C106 152 110 160 117 168', 2.4) +
    metal.tube('M92 134H108', 9) +
    metal.bead([84, 168], 5) +
    metal.bead([117, 170], 5)
  );
}

/** A fine chain with stones in front. */
function thread(piece: Piece): string {
  const { stone, metal } = piece;
  const stones =
    stone === undefined
      ? ''
      : [38, 64, 90, 116, 142]
          .map((angle, index) =>
            setStone(piece, stone, onEllipse(CENTER, RADII, angle), {
              size: 10 + 3.5 * (2 - Math.abs(index - 2)),
              degrees: 90 + (angle - 90) * 0.7,
              prongs: 4,
            }),
          )
          .join('');
  return under(piece) + metal.fineChain(ellipsePath(CENTER, RADII[0], RADII[1]), 3) + stones + clasp(piece);
}

function charmBracelet(piece: Piece): string {
  const { metal } = piece;
  const center: Point = [100, 76];
  const radii: Point = [74, 44];
  const row = linkedChain(piece, ellipseCurve(center, radii, -90, 270), 'cable', 1.1);
  const forms = [star, coinCharm, horseshoe, heartCharm, clover];
  const charms = [150, 121, 90, 59, 30].map((angle, index) => {
    const [x, y] = onEllipse(center, radii, angle);
    const draw = forms[index] ?? star;
    return (
      metal.jumpRing([x, y + 6], 3, 1.8) +
      element(
        'g',
        { transform: `translate(${short(x)} ${short(y + 21)})rotate(${short((90 - angle) * 0.16)})` },
        draw(piece),
      )
    );
  });
  return piece.sheet.shadow(102, 150, 70, 10) + row + charms.join('');
}

const star = ({ metal }: Piece): string =>
  metal.plate('M0 -12L3.5 -4.2 12 -3.5 5.5 2 7.5 10.5 0 6 -7.5 10.5 -5.5 2 -12 -3.5 -3.5 -4.2Z', 0.9);
const coinCharm = ({ metal }: Piece): string =>
  metal.plate(ellipsePath([0, 0], 11), 0.9) +
  element('path', { d: ellipsePath([0, 0], 7.5), fill: 'none', stroke: metal.tones[0], 'stroke-width': 0.8 });
const horseshoe = ({ metal }: Piece): string => metal.tube('M-8 9C-15 -6 -8 -11 0 -11S15 -6 8 9', 5);
const heartCharm = ({ metal }: Piece): string => metal.plate('M0 11C-18 -2 -10 -14 0 -6C10 -14 18 -2 0 11Z', 0.9);
const clover = ({ metal }: Piece): string =>
  [
    [0, -6],
    [6, 0],
    [0, 6],
    [-6, 0],
  ]
    .map(([x = 0, y = 0]) => metal.bead([x, y], 6.4))
    .join('') + metal.bead([0, 0], 3);

/** A single charm on its ring. */
function charm(piece: Piece): string {
  const { metal, stone } = piece;
  const lines = 'M54 74H146V138H54ZM104 82V130M112 98H138M112 108H138M112 118H130';
  return (
    piece.sheet.shadow(102, 148, 54, 12) +
    metal.tube(ellipsePath([100, 40], 12), 5) +
    metal.tube(ellipsePath([100, 59], 7.5), 4) +
    metal.plate('M50 66H150Q152 66 152 68V144Q152 146 150 146H50Q48 146 48 144V68Q48 66 50 66Z', 1.4) +
    element('path', { d: lines, fill: 'none', stroke: metal.tones[0], 'stroke-width': 1.2, opacity: 0.75 }) +
    element('path', { d: 'M126 80H140V92H126Z', fill: metal.tones[1], stroke: metal.tones[0], 'stroke-width': 0.8 }) +
    (stone === undefined ? '' : setStone(piece, stone, [79, 106], { size: 19 }))
  );
}
