import { isPlainObject, isWritable } from './bson-value.js';
import { ancestors, getAt, hasAt, isPlainKey, resolvedPath } from './document-path.js';
import { LEGACY, legacyOf } from './legacy.js';
import type { Patch } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/** A condition that must still hold for a patch to be written. */
export type Compared =
  | { readonly path: string; readonly value: unknown }
  /** The BSON type of the value at a path. */
  | { readonly path: string; readonly type: 'missing' | 'undefined' | 'object' | 'array' }
  /** An object with exactly this many fields. */
  | { readonly path: string; readonly fields: number }
  /** Something that cannot be compared, so the patch cannot be written at all. */
  | { readonly path: string; readonly never: true };

/**
 * Everything that a patch of this document was computed from. A path is compared as far as it leads through objects,
 * and those objects must still be objects: through an array, the same path would yield a list of values.
 */
export function comparedPaths(document: StoredDocument, patch: Patch): readonly Compared[] {
  const found = new Map<string, Compared>();
  for (const path of patch.compared) {
    const resolved = resolvedPath(document, path);
    for (const parent of ancestors(resolved)) found.set(`${parent} type`, { path: parent, type: 'object' });
    found.set(resolved, compared(document, resolved));
  }
  return [...found.values(), ...comparedLegacy(document), ...countedFields(document, patch)];
}

function compared(document: StoredDocument, path: string): Compared {
  const value = getAt(document, path);
  if (value === undefined) return { path, type: hasAt(document, path) ? 'undefined' : 'missing' };
  return isWritable(value) ? { path, value } : { path, never: true };
}

/** Kept values are copied by position, so the positions must not have changed. */
function comparedLegacy(document: StoredDocument): readonly Compared[] {
  const legacy = legacyOf(document);
  if (legacy === undefined) return [];
  return [
    { path: LEGACY, type: 'object' },
    { path: `${LEGACY}.version`, value: legacy.version },
    { path: `${LEGACY}.replaced`, type: 'array' },
    { path: `${LEGACY}.replaced.path`, value: legacy.replaced.map(({ path }) => path) },
  ];
}

/**
 * The objects in which a patch changes fields, with the number of their fields. A stored object may have two fields of
 * the same name, of which decoding shows one; an update inside such an object crashes the server (MongoDB 6.0, when it
 * computes the diff for its oplog). Counting the fields on the server detects this, and leaves such documents as they
 * are.
 */
function countedFields(document: StoredDocument, { set, unset }: Patch): readonly Compared[] {
  const found = new Map<string, Compared>();
  for (const path of [...set.map((assignment) => assignment.path), ...unset]) {
    for (const parent of ancestors(path)) count(found, parent, getAt(document, parent));
    countAll(found, path, getAt(document, path));
  }
  return [...found.values()];
}

function countAll(found: Map<string, Compared>, path: string, value: unknown): void {
  if (!isPlainObject(value)) return;
  count(found, path, value);
  for (const [key, field] of Object.entries(value)) {
    if (isPlainKey(key)) countAll(found, `${path}.${key}`, field);
    else if (isPlainObject(field)) found.set(path, { path, never: true });
  }
}

function count(found: Map<string, Compared>, path: string, value: unknown): void {
  if (isPlainObject(value) && !found.has(path)) found.set(path, { path, fields: Object.keys(value).length });
}

/**
 * The condition under which a patch may be written: everything it was computed from is unchanged. It may reject a
 * document that has not changed, if a value cannot be encoded as it was; it never accepts one that has. It needs the
 * whole document, as it was read.
 */
export function toGuard(document: StoredDocument, patch: Patch): Record<string, unknown> {
  return { $expr: { $and: comparedPaths(document, patch).map(condition) } };
}

/**
 * The condition under which a patch may be written to a copy that nobody else writes: no object in which it changes
 * fields has two fields of the same name.
 */
export function toCopyGuard(document: StoredDocument, patch: Patch): Record<string, unknown> {
  return { $expr: { $and: countedFields(document, patch).map(condition) } };
}

function condition(entry: Compared): Record<string, unknown> {
  const field = `$${entry.path}`;
  if ('value' in entry) return { $eq: [field, { $literal: entry.value }] };
  if ('type' in entry) return { $eq: [{ $type: field }, entry.type] };
  if ('never' in entry) return { $eq: [true, false] };
  // Only an object can be converted to an array; for anything else the server would raise an error.
  return {
    $cond: [
      { $eq: [{ $type: field }, 'object'] },
      { $eq: [{ $size: { $objectToArray: field } }, entry.fields] },
      false,
    ],
  };
}
