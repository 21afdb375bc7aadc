import { firstOf, nonBlank, numberOf, textsIn, textsOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { memoised } from '../memoised.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { NO_CERTIFICATION } from '../v2-material-specs/defaults.js';
import type { StoneType } from '../v2-material-specs/vocabulary.js';
import { plainWord } from './category.js';
import { hasWord, wordPattern } from './words.js';

type Stone = NonNullable<MaterialSpecs['stone']>;
/** A stone whose carat is kept in the BSON type it was written in. */
type StoredStone = Omit<Stone, 'carat'> & { readonly carat?: unknown };

/** The paths that may say a product's stones; the first element of the first usable list counts. */
export const STONE_PLACES = ['customization.gemstones', 'gemstones'] as const;

/** Stones that are listed apart when grown in a laboratory. */
const GROWN_STONES = [
  [wordPattern('diamonds?'), 'diamond'],
  [wordPattern('emeralds?'), 'emerald'],
  [wordPattern('rub(?:ys?|ies)'), 'ruby'],
  [wordPattern('sapphires?'), 'sapphire'],
] as const;
const OTHER_STONES = [
  [wordPattern('moissanites?'), 'moissanite'],
  [wordPattern('pearls?'), 'pearl'],
  [wordPattern('topaz(?:es)?'), 'topaz'],
  [wordPattern('amethysts?'), 'amethyst'],
  [wordPattern('opals?'), 'opal'],
] as const;
const LAB = wordPattern('lab');
const OPTIONAL_TEXTS = ['cut', 'clarity', 'color'] as const;

/** `materialSpecs.stone` of a document: its first gemstone; `undefined` where it has none. */
export function stone(document: StoredDocument): Outcome<StoredStone | undefined> {
  const place = stonePlace(document);
  const source = place === undefined ? undefined : firstOf(getAt(document, place));
  if (source === undefined) return success(undefined);

  const item: PlainObject = typeof source === 'string' ? { name: source } : source;
  const carat = numberOf(item.carat);
  const hasCarat = carat !== undefined && carat > 0;
  const value = stoneValue(item, hasCarat ? { carat: item.carat } : {});
  return success(value, hasCarat ? [] : [{ path: 'materialSpecs.stone.carat', problem: 'Stone states no usable carat, left out' }]);
}

function stoneValue(item: PlainObject, carat: { readonly carat?: unknown }): StoredStone {
  const { isLab, name } = saidBy(textsIn(item, ['type', 'name']));
  const labGrown = isLab || item.isLabGrown === true || getAt(item, 'sustainability.labGrown') === true;
  return {
    type: stoneType(item, name, labGrown),
    ...carat,
    ...textsOf(item, OPTIONAL_TEXTS),
    certification: nonBlank(getAt(item, 'certification.agency')) ?? nonBlank(item.certification) ?? NO_CERTIFICATION,
    sustainability: {
      labGrown,
      conflictFree: getAt(item, 'sustainability.conflictFree') === true,
      traceable: getAt(item, 'sustainability.traceable') === true,
    },
  };
}

/** The first of the places that names a stone. */
export function stonePlace(document: StoredDocument): (typeof STONE_PLACES)[number] | undefined {
  return STONE_PLACES.find((place) => firstOf(getAt(document, place)) !== undefined);
}

/** What the words of a stone's texts say. */
const saidBy = memoised((texts) => ({
  isLab: hasWord(texts, LAB),
  name: [...GROWN_STONES, ...OTHER_STONES].find(([word]) => hasWord(texts, word))?.[1],
}));

function stoneType(item: PlainObject, name: ReturnType<typeof saidBy>['name'], labGrown: boolean): StoneType {
  // The catalogue's writers had no word for moissanite but "other".
  if (name === undefined) return plainWord(item.type) === 'other' ? 'moissanite' : 'other';
  return labGrown && isGrown(name) ? `lab-${name}` : name;
}

function isGrown(name: StoneType): name is (typeof GROWN_STONES)[number][1] {
  return GROWN_STONES.some(([, grown]) => grown === name);
}
