import { melee, type Piece, says, setStone } from './piece.js';
import { element, ellipsePath, onEllipse, type Point } from './svg.js';

/** Draws other jewelry: brooches, cufflinks, ornaments. */
export function drawOther(piece: Piece): string {
  if (says(piece, /cufflink/)) return cufflinks(piece);
  if (says(piece, /swift|swallow|bird/)) return bird(piece);
  return medallion(piece);
}

function cufflinks(piece: Piece): string {
  const one = (x: number, y: number, degrees: number): string => {
    const { metal, stone } = piece;
    const face = 'M-32 -28Q-32 -32 -28 -32H28Q32 -32 32 -28V28Q32 32 28 32H-28Q-32 32 -32 28Z';
    const inner = element('path', {
      d: 'M-26 -26H26V26H-26Z',
      fill: 'none',
      stroke: metal.tones[0],
      'stroke-width': 1,
      opacity: 0.7,
    });
    return element(
      'g',
      { transform: `translate(${x} ${y})rotate(${degrees})` },
      metal.tube('M10 20L34 50', 7) +
        metal.tube('M22 60L50 42', 9) +
        piece.sheet.shadow(4, 8, 42, 40) +
        metal.plate(face, 1.4) +
        inner +
        (stone === undefined ? metal.bead([0, 0], 9) : setStone(piece, stone, [0, 0], { size: 19, bezel: true })),
    );
  };
  return one(132, 62, 9) + one(62, 114, -7);
}

/** A swift in flight, with a stone as its eye and one on its breast. */
function bird(piece: Piece): string {
  const { metal } = piece;
  const pin = metal.wire('M40 160L164 60', 2.2);
  const far = 'M96 96C82 70 60 44 22 34C42 58 54 88 84 110Z';
  const near = 'M92 104C118 84 142 54 184 40C172 74 146 110 108 124Z';
  const beak = 'M60 88L44 96L62 97Z';
  const body =
    'M58 92C64 80 78 82 90 94C104 108 116 126 126 160C112 148 108 146 98 168C98 142 92 130 78 118C66 110 52 104 58 92Z';
  const feathers = 'M104 112C126 98 148 76 170 54M110 118C130 106 150 90 164 74M76 98C64 78 50 60 36 46';
  const stones = Array.from({ length: 6 }, (_, index): Point => [88 + index * 6, 104 + index * 8.4]);
  return (
    piece.sheet.shadow(104, 132, 70, 26) +
    pin +
    metal.plate(far, 1.2) +
    metal.plate(beak, 1) +
    metal.plate(body, 1.2) +
    metal.plate(near, 1.2) +
    element('path', { d: feathers, fill: 'none', stroke: metal.tones[0], 'stroke-width': 1, opacity: 0.7 }) +
    (piece.stone === undefined
      ? ''
      : stones.map((at, index) => melee(piece, at, 4.6 - index * 0.5)).join('') +
        setStone(piece, piece.stone, [70, 94], { size: 5 }))
  );
}

/** A pierced disk of petals around a stone. */
function medallion(piece: Piece): string {
  const { metal, stone } = piece;
  const petals = Array.from({ length: 12 }, (_, index) =>
    element(
      'g',
      { transform: `rotate(${index * 30} 100 100)` },
      metal.plate('M100 92C84 66 86 40 100 30C114 40 116 66 100 92Z', 1),
    ),
  );
  const beads = Array.from({ length: 12 }, (_, index) =>
    metal.bead(onEllipse([100, 100], [66, 66], index * 30 - 75), 5),
  );
  return (
    piece.sheet.shadow(103, 108, 80, 76) +
    petals.join('') +
    beads.join('') +
    metal.tube(ellipsePath([100, 100], 34), 5) +
    (stone === undefined ? metal.bead([100, 100], 24) : setStone(piece, stone, [100, 100], { size: 25 }))
  );
}
