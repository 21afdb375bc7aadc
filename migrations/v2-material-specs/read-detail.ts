import { isPlainObject, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { ProductDetail } from '../product.js';
import type { StoredDocument } from '../stored-document.js';
import { entries, firstFilled, MAX_ENTRIES, text, texts } from './entries.js';
import { gemstoneOptions, materialOptions } from './options.js';

/**
 * What a product page shows besides the listing's fields. It reads fields that upgrades leave where older writers put
 * them, so the result is the same for a document upgraded in memory and for the stored upgrade. Never fails; the size
 * of the result is bounded.
 */
export function readDetail(document: StoredDocument): ProductDetail {
  return {
    gallery: gallery(document),
    customization: {
      materials: materialOptions(document),
      gemstones: gemstoneOptions(document),
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

/** Writers stored a flag, or an object with a flag in it. */
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
