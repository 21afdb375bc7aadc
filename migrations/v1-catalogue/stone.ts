import { firstOf, nonBlank, numberOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { GemstoneOption, MaterialSpecs } from '../product.js';
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

/** `materialSpecs.stone` of a document: its first gemstone; `undefined` where it has none. */
export function stone(document: StoredDocument): Outcome<StoredStone | undefined> {
  const place = stonePlace(document);
  const source = place === undefined ? undefined : firstOf(getAt(document, place));
  if (source === undefined) return success(undefined);

  const item: PlainObject = typeof source === 'string' ? { name: source } : source;
  const labGrown = isLabGrown(item);
  const carat = numberOf(item.carat);
  const hasCarat = carat !== undefined && carat > 0;
  const value: StoredStone = {
    type: stoneType(item, labGrown),
    ...(hasCarat ? { carat: item.carat } : {}),
    ...optionalText(item, 'cut'),
    ...optionalText(item, 'clarity'),
    ...optionalText(item, 'color'),
    certification: nonBlank(getAt(item, 'certification.agency')) ?? nonBlank(item.certification) ?? NO_CERTIFICATION,
    sustainability: {
      labGrown,
      conflictFree: getAt(item, 'sustainability.conflictFree') === true,
      traceable: getAt(item, 'sustainability.traceable') === true,
    },
  };
  return success(value, hasCarat ? [] : [{ path: 'materialSpecs.stone.carat', problem: 'Stone states no usable carat, left out' }]);
}

/** The first of the places that names a stone. */
export function stonePlace(document: StoredDocument): (typeof STONE_PLACES)[number] | undefined {
  return STONE_PLACES.find((place) => firstOf(getAt(document, place)) !== undefined);
}

/** The stone of a gemstone option, by the same rules as the product's own. */
export function stoneTypeOf({ type, name, labGrown }: GemstoneOption): StoneType {
  const item = { type, name, isLabGrown: labGrown };
  return stoneType(item, isLabGrown(item));
}

function isLabGrown(item: PlainObject): boolean {
  return item.isLabGrown === true || getAt(item, 'sustainability.labGrown') === true || hasWord(texts(item), LAB);
}

function stoneType(item: PlainObject, labGrown: boolean): StoneType {
  const grown = GROWN_STONES.find(([word]) => hasWord(texts(item), word))?.[1];
  if (grown !== undefined) return labGrown ? `lab-${grown}` : grown;
  const listed = OTHER_STONES.find(([word]) => hasWord(texts(item), word))?.[1];
  // The catalogue's writers had no word for moissanite but "other".
  return listed ?? (plainWord(item.type) === 'other' ? 'moissanite' : 'other');
}

function texts(item: PlainObject): readonly string[] {
  return [item.type, item.name].flatMap((value) => nonBlank(value) ?? []);
}

function optionalText<K extends string>(item: PlainObject, key: K): Partial<Record<K, string>> {
  const value = nonBlank(item[key]);
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
