import { isPlainObject, nonBlank, numberOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { GemstoneOption, MaterialOption, ProductDetail } from '../product.js';
import type { StoredDocument } from '../stored-document.js';

const MAX_ENTRIES = 50;
const MAX_LENGTH = 2_000;

/**
 * What a product page shows beyond the listing. It reads the fields that upgrades leave where older writers put them, so
 * it answers the same for a document upgraded in memory and for the stored one. It never fails and its size is bounded.
 */
export function readDetail(document: StoredDocument): ProductDetail {
  return {
    gallery: gallery(document),
    customization: {
      materials: firstFilled(document, ['customization.materials', 'materials'], material),
      gemstones: firstFilled(document, ['customization.gemstones', 'gemstones'], gemstone),
      engraving: engraving(document),
    },
    sizes: firstFilled(document, ['customization.sizes', 'sizes'], size),
    certifications: entries(getAt(document, 'certifications'), certification),
    seo: seo(document),
  };
}

function gallery(document: StoredDocument): ProductDetail['gallery'] {
  const lists = ['media.gallery', 'images', 'images.gallery'].map((path) => entries(getAt(document, path), image));
  const seen = new Set<string>();
  const pictures = lists.flat().filter(({ url }) => !seen.has(url) && seen.add(url));
  return pictures.slice(0, MAX_ENTRIES);
}

function image(item: unknown): ProductDetail['gallery'][number] | undefined {
  const url = isPlainObject(item) ? text(item.url) : text(item);
  return url === undefined ? undefined : { url, ...(isPlainObject(item) ? texts(item, ['alt']) : {}) };
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

/** Writers said it as a flag, or as an object with a flag in it. */
function engraving(document: StoredDocument): boolean {
  return ['', '.available', '.enabled'].some((rest) => getAt(document, `customization.engraving${rest}`) === true);
}

function size(item: unknown): string | undefined {
  if (isPlainObject(item)) return size(item.label ?? item.name ?? item.size ?? item.value ?? null);
  const number = numberOf(item);
  return number === undefined ? text(item) : String(number);
}

function certification(item: unknown): ProductDetail['certifications'][number] | undefined {
  if (!isPlainObject(item)) {
    const name = text(item);
    return name === undefined ? undefined : { type: name };
  }
  const type = text(item.type) ?? text(item.name);
  return type === undefined ? undefined : { type, ...texts(item, ['issuer', 'certificateNumber']) };
}

function seo(document: StoredDocument): ProductDetail['seo'] {
  const source = isPlainObject(document.seo) ? document.seo : {};
  return { ...texts(source, ['metaTitle', 'metaDescription']), keywords: entries(source.keywords, text) };
}

/** The usable entries of the first of the paths that has any. */
function firstFilled<T>(document: StoredDocument, paths: readonly string[], map: (item: unknown) => T | undefined): readonly T[] {
  const lists = paths.map((path) => entries(getAt(document, path), map));
  return lists.find((list) => list.length > 0) ?? [];
}

/** The first usable entries of a list; odd ones are left out. */
function entries<T>(value: unknown, map: (item: unknown) => T | undefined): readonly T[] {
  if (!Array.isArray(value)) return [];
  const mapped: T[] = [];
  for (const item of value as readonly unknown[]) {
    const entry = map(item);
    if (entry !== undefined) mapped.push(entry);
    if (mapped.length === MAX_ENTRIES) break;
  }
  return mapped;
}

function text(value: unknown): string | undefined {
  return nonBlank(value)?.slice(0, MAX_LENGTH);
}

function texts<K extends string>(source: PlainObject, keys: readonly K[]): Partial<Record<K, string>> {
  const found = keys.flatMap((key) => {
    const value = Object.hasOwn(source, key) ? text(source[key]) : undefined;
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(found) as Partial<Record<K, string>>;
}
