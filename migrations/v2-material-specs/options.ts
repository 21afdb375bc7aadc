import { isPlainObject, nonBlank, numberOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { GemstoneOption, MaterialOption } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { firstFilled, text, texts } from './entries.js';

/** The lists that may hold a product's options; upgrades leave them where older writers put them. */
export const MATERIAL_PLACES: readonly string[] = ['customization.materials', 'materials'];
export const GEMSTONE_PLACES: readonly string[] = ['customization.gemstones', 'gemstones'];

/** An option as stored: an object with a name or a type, or just a name. */
type StoredOption = PlainObject | string;

/** The options in the first list that has a usable one. */
export function storedOptions(document: StoredDocument, places: readonly string[]): readonly StoredOption[] {
  return firstFilled(document, places, usable);
}

/** The materials that a product is offered in, as its page lists them. */
export function materialOptions(document: StoredDocument): readonly MaterialOption[] {
  return storedOptions(document, MATERIAL_PLACES).map(material);
}

/** The gemstones that a product is offered with, as its page lists them. */
export function gemstoneOptions(document: StoredDocument): readonly GemstoneOption[] {
  return storedOptions(document, GEMSTONE_PLACES).map(gemstone);
}

function usable(item: unknown): StoredOption | undefined {
  if (!isPlainObject(item)) return nonBlank(item);
  return nonBlank(item.name) === undefined && nonBlank(item.type) === undefined ? undefined : item;
}

function material(option: StoredOption): MaterialOption {
  const name = nameOf(option);
  if (typeof option === 'string') return { name };
  const priceMultiplier = numberOf(option.priceMultiplier);
  return {
    ...texts(option, ['id', 'type', 'purity', 'finish']),
    name,
    ...(priceMultiplier === undefined ? {} : { priceMultiplier }),
  };
}

function gemstone(option: StoredOption): GemstoneOption {
  const name = nameOf(option);
  if (typeof option === 'string') return { name, labGrown: false };
  const carat = numberOf(option.carat);
  return {
    ...texts(option, ['id', 'type', 'cut', 'clarity', 'color']),
    name,
    ...(carat !== undefined && carat > 0 ? { carat } : {}),
    labGrown: option.isLabGrown === true || getAt(option, 'sustainability.labGrown') === true,
  };
}

function nameOf(option: StoredOption): string {
  return (typeof option === 'string' ? text(option) : (text(option.name) ?? text(option.type))) ?? '';
}
