import { textHash } from '../text-hash/text-hash.js';

/** Goes up with every change of how pictures look: addresses are kept for ever, so a new look needs new ones. */
export const DRAWING_VERSION = 1;

/** The views of a gallery. */
export type PictureView = 'front' | 'stone' | 'metal';

/** What a picture depends on: every product of a listing fits. */
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

/** What a picture shows of a stone. */
export interface PicturedStone {
  readonly type: string;
  readonly carat?: number | undefined;
  readonly cut?: string | undefined;
  readonly color?: string | undefined;
}

/** Eleven characters that differ wherever pictures do. */
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

/** Where a picture is served: its content never changes, so it may be kept for ever. */
export function pictureAddress(product: PicturedProduct, view: PictureView = 'front'): string {
  // Half a surrogate pair cannot be written into an address.
  const id = encodeURIComponent(product._id.replace(/\p{Surrogate}/gu, '\ufffd'));
  return `/art/${view === 'front' ? '' : `${view}/`}${id}-${pictureHash(product)}.svg`;
}

/** The views that a product has, in the order of a gallery. */
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
