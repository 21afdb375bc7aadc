import { firstOf } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';

/** The list at a path with its first element replaced, or created if there is none; the others stay as they are. */
export function firstReplaced(
  document: StoredDocument,
  path: string,
  replace: (old: PlainObject | string) => PlainObject | string,
): Target {
  const value = getAt(document, path);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return { path, value: [replace(firstOf(list) ?? {}), ...list.slice(1)] };
}
