import { firstOf, nonBlank, numberOf, textsOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { memoised } from '../memoised.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { NO_CERTIFICATION } from '../defaults.js';
import type { StoneType } from '../vocabulary.js';
import { STONE_TYPES } from '../vocabulary.js';
import type { NamedStone } from './stone-words.js';
import { lastStoneIn, listedStone, namesSimulant } from './stone-words.js';
import { hasWord, plainWord, wordPattern } from './words.js';

type Stone = NonNullable<MaterialSpecs['stone']>;
/** A stone whose carat keeps the BSON type it was stored in. */
type StoredStone = Omit<Stone, 'carat'> & { readonly carat?: unknown };

/** The paths that may hold a product's stones; the first element of the first usable list counts. */
export const STONE_PLACES = ['customization.gemstones', 'gemstones'] as const;

/** Every stone in a document's lists, as stored. */
export function statedStones(document: StoredDocument): readonly unknown[] {
  return STONE_PLACES.map((place) => getAt(document, place))
    .filter((list) => Array.isArray(list))
    .flat();
}

const LAB = wordPattern('lab');
const OPTIONAL_TEXTS = ['cut', 'clarity', 'color'] as const;

/** `materialSpecs.stone` of a document: its first gemstone; `undefined` if it has none. */
export function stone(document: StoredDocument): Outcome<StoredStone | undefined> {
  const place = stonePlace(document);
  const source = place === undefined ? undefined : firstOf(getAt(document, place));
  if (source === undefined) return success(undefined);

  const item: PlainObject = typeof source === 'string' ? { name: source } : source;
  const carat = numberOf(item.carat);
  const hasCarat = carat !== undefined && carat > 0;
  const said = saidBy([nonBlank(item.type) ?? '', nonBlank(item.name) ?? '']);
  return success(stoneValue(item, said, hasCarat ? { carat: item.carat } : {}), [
    ...said.problems.map((problem) => ({ path: 'materialSpecs.stone.type', problem })),
    ...(hasCarat ? [] : [{ path: 'materialSpecs.stone.carat', problem: 'Stone has no usable carat; left out' }]),
  ]);
}

/** The stone of a gemstone option, by the same rules as the product's own. */
export function stoneTypeOf(option: PlainObject | string): StoneType {
  const item: PlainObject = typeof option === 'string' ? { name: option } : option;
  const said = saidBy([nonBlank(item.type) ?? '', nonBlank(item.name) ?? '']);
  return listedType(said, isLabGrown(item, said));
}

function isLabGrown(item: PlainObject, { isLab }: SaidOfStone): boolean {
  return isLab || item.isLabGrown === true || getAt(item, 'sustainability.labGrown') === true;
}

function listedType({ type }: SaidOfStone, labGrown: boolean): StoneType {
  return labGrown && isGrown(type) ? `lab-${type}` : type;
}

function stoneValue(item: PlainObject, said: SaidOfStone, carat: { readonly carat?: unknown }): StoredStone {
  const labGrown = isLabGrown(item, said);
  return {
    type: listedType(said, labGrown),
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

/** The first path that names a stone. */
export function stonePlace(document: StoredDocument): (typeof STONE_PLACES)[number] | undefined {
  return STONE_PLACES.find((place) => firstOf(getAt(document, place)) !== undefined);
}

/** The stone according to its type and name, and every reason to doubt it. */
interface SaidOfStone {
  readonly isLab: boolean;
  readonly type: NamedStone;
  readonly problems: readonly string[];
}

const saidBy = memoised(([type = '', name = '']): SaidOfStone => ({
  isLab: hasWord([type, name], LAB),
  ...stoneType(type, name),
}));

/** The kind of a gemstone: its type if that is just a stone's word, else the last stone named in type or name. */
function stoneType(type: string, name: string): Pick<SaidOfStone, 'type' | 'problems'> {
  const listed = listedStone(type);
  if (listed !== undefined) return { type: listed, problems: nameAgainstType(name, listed) };

  for (const text of [type, name]) {
    if (namesSimulant(text)) return { type: 'other', problems: [`"${text}" is an imitation; using "other"`] };
    const named = lastStoneIn(text);
    if (named !== undefined) return { type: named, problems: [] };
  }
  if (plainWord(type) !== 'other') return { type: 'other', problems: ['Stone is not in the catalog; using "other"'] };
  // The catalog's writers had no word for moissanite but "other"; a name that says something else makes that doubtful.
  return {
    type: 'moissanite',
    problems: name === '' ? [] : [`Stone "${name}" of type "other"; using moissanite`],
  };
}

function nameAgainstType(name: string, type: NamedStone): readonly string[] {
  const named = namesSimulant(name) ? 'other' : lastStoneIn(name);
  return named === undefined || named === type
    ? []
    : [`Type says ${type}, the name "${name}" does not; using the type`];
}

/** Stones whose lab-grown form is a type of its own. */
function isGrown(type: NamedStone): type is 'diamond' | 'emerald' | 'ruby' | 'sapphire' {
  return STONE_TYPES.some((listed) => listed === `lab-${type}`);
}
