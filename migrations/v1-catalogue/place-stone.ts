import { isPlainObject } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import type { Target } from '../document-version.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { firstReplaced } from './place-first.js';
import { displayName } from './place-metal.js';
import { stone as stoneOf, stonePlace } from '../material-words/stone.js';

type Stone = NonNullable<MaterialSpecs['stone']>;

/** Sets the stone at the path where the document names its own; this shape cannot express a removed stone. */
export function stonePlaced(stone: MaterialSpecs['stone'], document: StoredDocument): readonly Target[] {
  if (stone === undefined) return [];
  const before = stoneOf(document);
  const sameType =
    before.ok &&
    before.value?.type === stone.type &&
    before.value.sustainability.labGrown === stone.sustainability.labGrown;
  const place = stonePlace(document) ?? 'customization.gemstones';
  return [
    firstReplaced(document, place, (old) => gemstone(typeof old === 'string' ? { name: old } : old, stone, sameType)),
  ];
}

function gemstone(old: PlainObject, stone: Stone, sameType: boolean): PlainObject {
  const { type, certification, sustainability, ...cuts } = stone;
  const named = sameType ? old : { ...old, type: writersWord(type), name: displayName(type) };
  const flags = isPlainObject(old.sustainability) ? old.sustainability : {};
  const agency = isPlainObject(old.certification) ? { ...old.certification, agency: certification } : certification;
  const isNew = Object.keys(old).length === 0;
  return {
    ...without(named, ['carat', 'cut', 'clarity', 'color']),
    isLabGrown: sustainability.labGrown,
    ...cuts,
    certification: isNew ? { agency: certification } : agency,
    sustainability: { ...flags, ...sustainability },
  };
}

/** This shape's writers say "other" for moissanite; a stone of unknown kind gets a word that stands for none. */
function writersWord(type: Stone['type']): string {
  if (type === 'moissanite') return 'other';
  return type === 'other' ? 'gemstone' : type.replace(/^lab-/, '');
}

function without(object: PlainObject, keys: readonly string[]): PlainObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
