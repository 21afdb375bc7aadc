import { bsonClass, nonBlank } from '../bson-value.js';
import type { StoredDocument } from '../stored-document.js';

/**
 * The slug of a product that has none of its own: its name and the end of its id, so that equal names stay distinct.
 */
export function derivedSlug(name: string, id: unknown): string {
  return `${slugify(name)}-${slugify(idText(id).slice(-6))}`;
}

/** A text in URL-safe letters: `Café "Noir"` → `cafe-noir`; `product` if nothing is left. */
export function slugify(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'product';
}

/** The first non-blank text among the values, trimmed; else the derived slug. */
export function slugFrom(values: readonly unknown[], name: string, document: StoredDocument): string {
  const own = values.map(nonBlank).find((value) => value !== undefined);
  return own?.trim() ?? derivedSlug(name, document._id);
}

const TEXT_CLASSES: readonly string[] = ['ObjectId', 'Int32', 'Double', 'Long', 'Decimal128'];
const UUID_SUBTYPE = 4;

function idText(id: unknown): string {
  if (typeof id === 'string') return id;
  if (typeof id === 'number' || typeof id === 'bigint') return String(id);
  const name = bsonClass(id);
  if (name !== undefined && TEXT_CLASSES.includes(name)) return String(id);
  return uuidText(id) ?? JSON.stringify(id) ?? '';
}

function uuidText(id: unknown): string | undefined {
  if (bsonClass(id) !== 'Binary') return undefined;
  const { sub_type: subtype, buffer } = id as { sub_type?: unknown; buffer?: unknown };
  return subtype === UUID_SUBTYPE && buffer instanceof Uint8Array ? Buffer.from(buffer).toString('hex') : undefined;
}
