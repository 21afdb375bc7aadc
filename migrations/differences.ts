import { deepEqual, isPlainObject, isPresent } from './bson-value.js';
import type { PlainObject } from './bson-value.js';
import { isPlainKey } from './document-path.js';
import type { Change } from './document-version.js';
import type { StoredDocument } from './stored-document.js';

/** The bookkeeping fields of a document: not part of its content. */
export const BOOKKEEPING: readonly string[] = ['legacy', 'newer'];

/**
 * The changes of content that turn the first document into the second, each at the topmost path where they differ. Null
 * equals missing, and the order of fields does not matter.
 */
export function differences(before: StoredDocument, after: StoredDocument): readonly Change[] {
  const keys = keysOf(before, after).filter((key) => key !== '_id' && !BOOKKEEPING.includes(key) && isPlainKey(key));
  return keys.flatMap((key) => difference(key, field(before, key), field(after, key)));
}

function difference(path: string, before: unknown, after: unknown): readonly Change[] {
  if (deepEqual(before, after) || (!isPresent(before) && !isPresent(after))) return [];
  if (!isPresent(after) && after !== null) return [{ path, absent: true }];
  if (!isPlainObject(before) || !isPlainObject(after)) return [{ path, value: after }];

  const keys = keysOf(before, after);
  // A field whose name cannot be part of a path is compared, and changed, together with the whole object that holds it.
  const isOdd = keys.some((key) => !isPlainKey(key) && !deepEqual(field(before, key), field(after, key)));
  return isOdd
    ? [{ path, value: after }]
    : keys.flatMap((key) =>
        isPlainKey(key) ? difference(`${path}.${key}`, field(before, key), field(after, key)) : [],
      );
}

function keysOf(before: PlainObject, after: PlainObject): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function field(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
