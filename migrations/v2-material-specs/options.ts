import { isPlainObject, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { GemstoneOption, MaterialOption } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { firstFilled, text, texts } from './entries.js';

/** The lists that may hold a product's options; upgrades leave them where older writers put them. */
export const MATERIAL_PLACES: readonly string[] = ['customization.materials', 'materials'];
export const GEMSTONE_PLACES: readonly string[] = ['customization.gemstones', 'gemstones'];

/** The materials that a product is offered in, as its page lists them: those of the first list that has any. */
export function materialOptions(document: StoredDocument): readonly MaterialOption[] {
  return firstFilled(document, MATERIAL_PLACES, material);
}

/** The gemstones that a product is offered with, as its page lists them. */
export function gemstoneOptions(document: StoredDocument): readonly GemstoneOption[] {
  return firstFilled(document, GEMSTONE_PLACES, gemstone);
}

function material(item: unknown): MaterialOption | undefined {
  if (!isPlainObject(item)) return named(item);
  const name = text(item.name) ?? text(item.type);
  if (name === undefined) return undefined;
  const priceMultiplier = numberOf(item.priceMultiplier);
  return {
    ...texts(item, ['id', 'type', 'purity', 'finish']),
    name,
    ...(priceMultiplier === undefined ? {} : { priceMultiplier }),
  };
}

function gemstone(item: unknown): GemstoneOption | undefined {
  if (!isPlainObject(item)) return named(item, { labGrown: false });
  const name = text(item.name) ?? text(item.type);
  if (name === undefined) return undefined;
  const carat = numberOf(item.carat);
  return {
    ...texts(item, ['id', 'type', 'cut', 'clarity', 'color']),
    name,
    ...(carat !== undefined && carat > 0 ? { carat } : {}),
    labGrown: item.isLabGrown === true || getAt(item, 'sustainability.labGrown') === true,
  };
}

function named<T extends object>(item: unknown, rest?: T): ({ readonly name: string } & T) | undefined {
  const name = text(item);
  return name === undefined ? undefined : { name, ...(rest ?? ({} as T)) };
}
