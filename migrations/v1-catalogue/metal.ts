import { firstOf, nonBlank, objectOrText, textsIn } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { memoised } from '../memoised.js';
import { success } from '../outcome.js';
import type { Finding, Outcome } from '../outcome.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { DEFAULT_FINISH, UNSPECIFIED } from '../v2-material-specs/defaults.js';
import type { MetalType } from '../v2-material-specs/vocabulary.js';
import { hasWord, wordPattern } from './words.js';

type Metal = MaterialSpecs['metal'];

/** The paths that may say a product's metal: two lists, whose first element counts, then a single value. */
export const METAL_PLACES = ['customization.materials', 'materials', 'metadata.primaryMetal'] as const;

/** Metals by the word that names them; the first word found decides. Gold is told apart further. */
const METAL_WORDS: readonly (readonly [RegExp, MetalType | 'gold'])[] = [
  [wordPattern('platinum'), 'platinum'],
  [wordPattern('gold'), 'gold'],
  [wordPattern('silver|sterling'), 'silver'],
  [wordPattern('titanium'), 'titanium'],
  [wordPattern('steel'), 'stainless-steel'],
  [wordPattern('brass'), 'brass'],
  [wordPattern('copper'), 'copper'],
];
const WHITE = wordPattern('white');
const ROSE = wordPattern('rose');

const EIGHTEEN_KARAT = /(?<!\d)(18\s?-?k(?:t|arat)?|750)(?![\da-z])/i;

/** `materialSpecs.metal` of a document: the first material that it names. */
export function metal(document: StoredDocument): Outcome<Metal> {
  const source = metalSource(document);
  const item: PlainObject = typeof source === 'string' ? { name: source } : (source ?? {});
  const type = metalType(item);
  const purity = nonBlank(item.purity) ?? usualPurity(type);
  const finish = nonBlank(item.finish);
  const value: Metal = {
    type,
    purity,
    finish: finish ?? DEFAULT_FINISH,
    sustainability: {
      recycled: getAt(item, 'sustainability.recycled') === true,
      ethicallySourced: getAt(item, 'sustainability.ethicallySourced') === true,
    },
  };
  return success(value, [
    ...(type === UNSPECIFIED ? [assumed('type', UNSPECIFIED)] : []),
    ...(purity === UNSPECIFIED ? [assumed('purity', UNSPECIFIED)] : []),
    ...(finish === undefined ? [assumed('finish', DEFAULT_FINISH)] : []),
  ]);
}

/** What the first place that names a material says. */
function metalSource(document: StoredDocument): PlainObject | string | undefined {
  const place = metalPlace(document);
  if (place === undefined) return undefined;
  const value = getAt(document, place);
  return place === 'metadata.primaryMetal' ? objectOrText(value) : firstOf(value);
}

/** The first of the places that names a material. */
export function metalPlace(document: StoredDocument): (typeof METAL_PLACES)[number] | undefined {
  return METAL_PLACES.find((place) => {
    const value = getAt(document, place);
    return (place === 'metadata.primaryMetal' ? objectOrText(value) : firstOf(value)) !== undefined;
  });
}

function metalType(item: PlainObject): MetalType {
  return metalOf([nonBlank(item.purity) ?? '', ...textsIn(item, ['type', 'name', 'id'])]);
}

/** The metal that a purity and the texts after it name. */
const metalOf = memoised(([purity = '', ...texts]): MetalType => {
  const metal = METAL_WORDS.find(([word]) => hasWord(texts, word))?.[1] ?? UNSPECIFIED;
  if (metal !== 'gold') return metal;

  const karat = [...texts, purity].some((text) => EIGHTEEN_KARAT.test(text)) ? '18k' : '14k';
  if (hasWord(texts, WHITE)) return `${karat}-white-gold`;
  return hasWord(texts, ROSE) ? `${karat}-rose-gold` : `${karat}-gold`;
});

function usualPurity(type: MetalType): string {
  if (type === 'silver') return '925';
  if (type === 'platinum') return '950';
  return type.includes('gold') ? type.slice(0, 3).toUpperCase() : UNSPECIFIED;
}

function assumed(field: string, value: string): Finding {
  return { path: `materialSpecs.metal.${field}`, problem: `Metal states no usable ${field}, taken as "${value}"` };
}
