import { Metal } from './metal.js';
import { metalTones, surfaceOf } from './metal-tones.js';
import type { Piece, PieceStone } from './piece.js';
import type { PicturedProduct, PicturedStone, PictureView } from './picture-address.js';
import { drawRing } from './rings.js';
import { drawBracelet } from './bracelets.js';
import { drawEarrings } from './earrings.js';
import { drawNecklace } from './necklaces.js';
import { drawOther } from './other-jewelry.js';
import { drawMetalView, drawStoneView } from './close-ups.js';
import { SeededRandom } from './seeded-random.js';
import { Sheet } from './sheet.js';
import { stoneColors } from './stone-colors.js';
import { stoneShape } from './stone-outlines.js';

const LARGEST_STONE = 38;
/** Assumed carats of a stone without a stated weight. */
const USUAL_CARAT = 0.75;

/** Draws a product as SVG text. Deterministic. */
export function drawJewel(product: PicturedProduct, view: PictureView = 'front'): string {
  const piece = pieceOf(product);
  return piece.sheet.picture(drawView(piece, product.category, view));
}

function pieceOf({ _id, name, subcategory, materialSpecs: { metal, stone } }: PicturedProduct): Piece {
  const random = new SeededRandom(_id);
  const sheet = new Sheet(random);
  return {
    sheet,
    random,
    subcategory,
    metal: new Metal(sheet, metalTones(metal.type), surfaceOf(metal.finish)),
    words: name.slice(0, 200).toLowerCase(),
    stone: stone === undefined ? undefined : stoneOf(stone),
  };
}

function stoneOf({ type, cut, color, carat = USUAL_CARAT }: PicturedStone): PieceStone {
  const radius = Math.min(LARGEST_STONE, 17 + 13 * Math.sqrt(Math.max(0.02, carat)));
  return {
    look: { shape: stoneShape(type, cut), colors: stoneColors(type, color), type },
    radius: Number.isFinite(radius) ? radius : LARGEST_STONE,
  };
}

function drawView(piece: Piece, category: string, view: PictureView): string {
  if (view === 'stone' && piece.stone !== undefined) return drawStoneView(piece, piece.stone);
  if (view === 'metal') return drawMetalView(piece);
  switch (category) {
    case 'rings':
      return drawRing(piece);
    case 'necklaces':
      return drawNecklace(piece);
    case 'earrings':
      return drawEarrings(piece);
    case 'bracelets':
      return drawBracelet(piece);
    default:
      return drawOther(piece);
  }
}
