import { isWritable } from './bson-value.js';
import { ancestors, getAt, hasAt, resolvedPath } from './document-path.js';
import { LEGACY, legacyOf } from './legacy.js';
import type { Patch } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/** One thing that has to be as it was when a patch was computed: a value, or the BSON type of what is at a path. */
export type Compared =
  | { readonly path: string; readonly value: unknown }
  | { readonly path: string; readonly type: 'missing' | 'undefined' | 'object' | 'array' };

/**
 * Everything that a patch of this document was computed from. A path is compared as far as it leads through objects, and
 * the objects on the way have to be objects still: through an array, the same path would give a list of values.
 */
export function comparedPaths(document: StoredDocument, patch: Patch): readonly Compared[] {
  const found = new Map<string, Compared>();
  for (const path of patch.compared) {
    const resolved = resolvedPath(document, path);
    for (const parent of ancestors(resolved)) found.set(`${parent} type`, { path: parent, type: 'object' });
    found.set(resolved, compared(document, resolved));
  }
  return [...found.values(), ...comparedLegacy(document)];
}

function compared(document: StoredDocument, path: string): Compared {
  const value = getAt(document, path);
  if (value !== undefined) return { path, value };
  return { path, type: hasAt(document, path) ? 'undefined' : 'missing' };
}

/** What is kept is copied by its position, so it is the positions that must not have changed. */
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
 * The condition under which a patch may be written: everything it was computed from is still the same. It can refuse a
 * document that has not changed, where a value cannot be encoded as it was; it never accepts one that has.
 */
export function toGuard(document: StoredDocument, patch: Patch): Record<string, unknown> {
  return { $expr: { $and: comparedPaths(document, patch).map(condition) } };
}

function condition(entry: Compared): Record<string, unknown> {
  if ('type' in entry) return { $eq: [{ $type: `$${entry.path}` }, entry.type] };
  if (!isWritable(entry.value)) return { $literal: false };
  return { $eq: [`$${entry.path}`, { $literal: entry.value }] };
}
