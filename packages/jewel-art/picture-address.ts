import { textHash } from '../text-hash/text-hash.js';

/** Raise it with every change of how pictures look: responses are cached forever, so a new look needs new addresses. */
export const DRAWING_VERSION = 1;

/** The views of a gallery. */
export type PictureView = 'front' | 'stone' | 'metal';

/** Everything a picture depends on; every product of a listing has it. */
export interface PicturedProduct {
  readonly _id: string;
  readonly name: string;
  readonly category: string;
  readonly subcategory: string;
  readonly materialSpecs: {
    readonly metal: { readonly type: string; readonly finish: string };
    readonly stone?: PicturedStone | undefined;
  };
}

/** The visible properties of a stone. */
export interface PicturedStone {
  readonly type: string;
  readonly carat?: number | undefined;
  readonly cut?: string | undefined;
  readonly color?: string | undefined;
}

/** Eleven characters that differ whenever pictures differ. */
export function pictureHash({
  _id,
  name,
  category,
  subcategory,
  materialSpecs: { metal, stone },
}: PicturedProduct): string {
  const drawn = [DRAWING_VERSION, _id, name, category, subcategory, metal.type, metal.finish];
  const set = stone === undefined ? [] : [stone.type, stone.carat ?? null, stone.cut ?? null, stone.color ?? null];
  return textHash(JSON.stringify([...drawn, ...set]))
    .toString(36)
    .padStart(11, '0');
}

/** A picture's address: its content never changes, so it can be cached forever. */
export function pictureAddress(product: PicturedProduct, view: PictureView = 'front'): string {
  // Half a surrogate pair cannot be encoded in an address.
  const id = encodeURIComponent(product._id.replace(/\p{Surrogate}/gu, '\ufffd'));
  return `/art/${view === 'front' ? '' : `${view}/`}${id}-${pictureHash(product)}.svg`;
}

/** A product's views, in gallery order. */
export function pictureViews({ materialSpecs }: PicturedProduct): readonly PictureView[] {
  return materialSpecs.stone === undefined ? ['front', 'metal'] : ['front', 'stone', 'metal'];
}

const PIECES: Readonly<Record<string, string>> = {
  rings: 'ring',
  necklaces: 'necklace',
  earrings: 'pair of earrings',
  bracelets: 'bracelet',
  jewelry: 'piece of jewelry',
};

/** The picture in words, for `alt`. */
export function pictureText(
  { category, materialSpecs: { metal, stone } }: PicturedProduct,
  view: PictureView = 'front',
): string {
  const metalText =
    metal.type === 'unspecified' ? 'metal' : metal.type.replace(/^(\d+)k\b/, '$1K').replaceAll('-', ' ');
  if (view === 'metal') return `The metal: ${metal.finish} ${metalText}`;
  const stoneText =
    stone === undefined
      ? ''
      : [stone.cut, stoneName(stone.type)].filter((word) => word !== undefined && word !== '').join(' ');
  if (view === 'stone') return `The stone: ${stoneText === '' ? 'none' : stoneText}`;
  const piece = `${metalText} ${PIECES[category] ?? 'piece of jewelry'}`;
  const sentence = stoneText === '' ? piece : `${piece} with ${/^[aeio]/i.test(stoneText) ? 'an' : 'a'} ${stoneText}`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function stoneName(type: string): string {
  return type === 'other' ? 'gemstone' : type.replace(/^lab-/, 'lab-grown ');
}
