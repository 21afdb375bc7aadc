import { definedOnly, isPlainObject } from './bson-value.js';
import { isPlainKey, overlay, withoutPaths } from './document-path.js';
import { rememberedByText } from './memoised.js';
import type { StoredDocument } from './stored-document.js';

/**
 * What a field is set to. Whatever already exists in the stored document is referenced by its place and copied there by
 * the server: decoding and re-encoding would change some values (5.0 becomes an Int32, numeric keys change their
 * order).
 */
export type Content =
  | { readonly literal: unknown }
  /** A place in the document before the patch: field names, and numbers for array positions. */
  | { readonly stored: readonly (string | number)[] }
  | { readonly fields: readonly (readonly [key: string, content: Content])[] }
  | { readonly items: readonly Content[] };

/** A field and what it is set to. */
export interface Assignment {
  /** Dotted path through plain objects. */
  readonly path: string;
  readonly content: Content;
}

/** What a patch changes. All content refers to the document before the patch; no path contains another. */
export interface PatchContent {
  readonly set: readonly Assignment[];
  readonly unset: readonly string[];
}

/**
 * What turns a stored document into another version, up or down; the service never writes anything else to a document.
 */
export interface Patch extends PatchContent {
  /** Every path that the patch was computed from, for the guard of a compare-and-set. */
  readonly compared: readonly string[];
}

/** The document with the patch applied. */
export function applyPatch(document: StoredDocument, { set, unset }: PatchContent): StoredDocument {
  const values = set.map(({ path, content }) => ({ path, value: contentIn(document, content) }));
  return withoutPaths(overlay(document, values), unset);
}

/** The patch as an update with an aggregation pipeline. */
export function toUpdatePipeline({ set, unset }: PatchContent): Record<string, unknown>[] {
  // A single stage, so that all its expressions see the document before the patch.
  const stage = { $set: Object.fromEntries(set.map(({ path, content }) => [path, replacing(content)])) };
  return [...(set.length > 0 ? [stage] : []), ...(unset.length > 0 ? [{ $unset: [...unset] }] : [])];
}

/** The value that a content stands for. */
export function contentIn(document: StoredDocument, content: Content): unknown {
  if ('literal' in content) return content.literal;
  if ('stored' in content) return content.stored.reduce<unknown>(step, document);
  if ('items' in content) return content.items.map((item) => contentIn(document, item));
  return Object.fromEntries(content.fields.map(([key, field]) => [key, contentIn(document, field)]));
}

function step(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') return Array.isArray(value) ? value[key] : undefined;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** At the top of a `$set`, an object would be merged into the existing one; as an operator's operand it replaces it. */
function replacing(content: Content): unknown {
  return 'fields' in content ? { $mergeObjects: [expression(content)] } : expression(content);
}

function expression(content: Content): unknown {
  if ('literal' in content) return { $literal: definedOnly(content.literal) };
  if ('stored' in content) return storedExpression(content.stored);
  if ('items' in content) return content.items.map(expression);
  return Object.fromEntries(content.fields.map(([key, field]) => [key, expression(field)]));
}

function storedExpression(keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>((input, key) => {
    if (typeof key === 'number') return { $arrayElemAt: [input, key] };
    if (input === undefined) return `$${key}`;
    return typeof input === 'string' ? `${input}.${key}` : { $getField: { field: key, input } };
  }, undefined);
}

/** The stored place at a dotted path. */
export const storedAt = rememberedByText((path: string): Content => ({ stored: path.split('.') }));

/**
 * The content of a value in which some places are to be copied: `copies` gives their content by dotted path from the
 * document's root. Objects are split only as far as necessary.
 */
export function contentWith(copies: ReadonlyMap<string, Content>, path: string, value: unknown): Content {
  if (copies.size === 0) return { literal: value };
  const copy = copies.get(path);
  if (copy !== undefined) return copy;
  if (!isPlainObject(value) || !isAbove(path, copies) || !Object.keys(value).every(isPlainKey))
    return { literal: value };
  return { fields: Object.entries(value).map(([key, field]) => [key, contentWith(copies, `${path}.${key}`, field)]) };
}

function isAbove(path: string, others: ReadonlyMap<string, unknown>): boolean {
  for (const other of others.keys()) if (other.startsWith(`${path}.`)) return true;
  return false;
}
