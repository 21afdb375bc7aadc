import type { Piece, PieceStone } from './piece.js';
import { setStone } from './piece.js';
import { element } from './svg.js';

/** The main stone alone, large, in its setting. */
export function drawStoneView(piece: Piece, { look }: PieceStone): string {
  return setStone(piece, { look, radius: 74 }, [100, 100], { size: 74, degrees: 0, prongs: 4 });
}

/** A close-up of the metal that shows its color and surface. */
export function drawMetalView(piece: Piece): string {
  const { metal, random } = piece;
  const turn = random.between(-16, 16);
  const back = metal.tube('M-30 78Q100 -8 230 84', 34);
  const front = metal.tube('M-30 150Q96 44 230 140', 62);
  const beads =
    metal.surface === 'milgrain'
      ? beadRow(piece, 'M-30 124Q96 18 230 114') + beadRow(piece, 'M-30 174Q96 70 230 164')
      : '';
  return element(
    'g',
    { transform: `rotate(${turn.toFixed(0)} 100 100)` },
    back + piece.sheet.shadow(100, 126, 130, 40) + front + beads,
  );
}

/** A row of beads along an edge: round dashes in three tones. */
function beadRow({ metal: { tones } }: Piece, d: string): string {
  const row = (stroke: string, width: number, shift: number): string =>
    element('path', {
      d,
      stroke,
      'stroke-width': width,
      'stroke-dasharray': '0 9',
      transform: `translate(${shift} ${shift})`,
    });
  return element(
    'g',
    { fill: 'none', 'stroke-linecap': 'round' },
    row(tones[0], 8.6, 0) + row(tones[2], 7.4, 0) + row(tones[4], 3, -1.4),
  );
}
