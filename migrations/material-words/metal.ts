import { firstOf, nonBlank, objectOrText } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { memoised } from '../memoised.js';
import { success } from '../outcome.js';
import type { Finding, Outcome } from '../outcome.js';
import type { MaterialSpecs } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { DEFAULT_FINISH, UNSPECIFIED } from '../defaults.js';
import type { MetalType } from '../vocabulary.js';
import { goldType } from './gold.js';
import { karatIn } from './karat.js';
import type { NamedMetal } from './metal-words.js';
import { metalNamedIn } from './metal-words.js';

type Metal = MaterialSpecs['metal'];

/** The paths that may hold a product's metal: two lists, of which the first element counts, then a single value. */
export const METAL_PLACES = ['customization.materials', 'materials', 'metadata.primaryMetal'] as const;

/** `materialSpecs.metal` of a document: the first material it names. */
export function metal(document: StoredDocument): Outcome<Metal> {
  const source = metalSource(document);
  const item: PlainObject = typeof source === 'string' ? { name: source } : (source ?? {});
  const { type, problems } = metalType(item);
  const stated = nonBlank(item.purity);
  const purity = stated ?? usualPurity(type);
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
    ...problems.map((problem) => ({ path: 'materialSpecs.metal.type', problem })),
    ...(stated !== undefined && isKaratOfNoGold(type, stated) ? [contradiction(type, stated)] : []),
    ...(purity === UNSPECIFIED ? [assumed('purity', UNSPECIFIED)] : []),
    ...(finish === undefined ? [assumed('finish', DEFAULT_FINISH)] : []),
  ]);
}

/** The value of the first path that names a material. */
function metalSource(document: StoredDocument): PlainObject | string | undefined {
  const place = metalPlace(document);
  if (place === undefined) return undefined;
  const value = getAt(document, place);
  return place === 'metadata.primaryMetal' ? objectOrText(value) : firstOf(value);
}

/** The first path that names a material. */
export function metalPlace(document: StoredDocument): (typeof METAL_PLACES)[number] | undefined {
  return METAL_PLACES.find((place) => {
    const value = getAt(document, place);
    return (place === 'metadata.primaryMetal' ? objectOrText(value) : firstOf(value)) !== undefined;
  });
}

/** The metal of a material option, by the same rules as the product's own. */
export function metalTypeOf(option: PlainObject | string): MetalType {
  return metalType(typeof option === 'string' ? { name: option } : option).type;
}

/** The metal derived from a material's texts, and every reason to doubt it. */
interface NamedType {
  readonly type: MetalType;
  readonly problems: readonly string[];
}

function metalType(item: PlainObject): NamedType {
  return typeBy([item.type, item.name, item.id, item.purity].map((value) => nonBlank(value) ?? ''));
}

/** The metal from the first of type, name and id that names one; missing texts are empty. */
const typeBy = memoised(([type = '', name = '', id = '', purity = '']): NamedType => {
  for (const text of [type, name, id]) {
    const statement = metalNamedIn(text);
    if (statement === undefined) continue;

    const problems = [
      ...(statement.assumption === undefined ? [] : [`Metal "${text}" ${statement.assumption}`]),
      ...(text === type ? nameAgainstType(name, statement.metal) : []),
    ];
    if (statement.metal !== 'gold') return { type: statement.metal, problems };
    const gold = goldType({ type, name, id, purity });
    return { type: gold.type, problems: [...problems, ...gold.problems] };
  }
  return { type: UNSPECIFIED, problems: ['Metal has no usable type; using "unspecified"'] };
});

/** The type decides, but a name that says something else is worth a warning: the name is what shoppers read. */
function nameAgainstType(name: string, metal: NamedMetal): readonly string[] {
  const named = metalNamedIn(name)?.metal;
  return named === undefined || named === metal
    ? []
    : [`Type says ${metal}, the name "${name}" does not; using the type`];
}

function usualPurity(type: MetalType): string {
  if (type === 'silver') return '925';
  if (type === 'platinum') return '950';
  return type.endsWith('gold') ? type.slice(0, type.indexOf('-')).toUpperCase() : UNSPECIFIED;
}

/** A purity in karat belongs to gold: on another metal it is probably that of a coating. */
function isKaratOfNoGold(type: MetalType, purity: string): boolean {
  return !type.endsWith('gold') && type !== UNSPECIFIED && karatIn(purity) !== undefined;
}

function contradiction(type: MetalType, purity: string): Finding {
  return { path: 'materialSpecs.metal.purity', problem: `Purity "${purity}" is one of gold, the metal is ${type}` };
}

function assumed(field: string, value: string): Finding {
  return { path: `materialSpecs.metal.${field}`, problem: `Metal has no usable ${field}; using "${value}"` };
}
