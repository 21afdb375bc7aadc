import { deepEqual, isPlainObject } from './bson-value.js';
import type { PlainObject } from './bson-value.js';
import { isPlainKey } from './document-path.js';
import type { Change } from './document-version.js';

/** Every field in which two documents differ, as the changes that make the first into the second; `_id` is never one. */
export function differences(before: PlainObject, after: PlainObject): readonly Change[] {
  return below('', before, after).filter(({ path }) => path !== '_id');
}

function below(prefix: string, before: PlainObject, after: PlainObject): readonly Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => difference(`${prefix}${key}`, field(before, key), field(after, key)));
}

function difference(path: string, before: unknown, after: unknown): readonly Change[] {
  if (deepEqual(before, after)) return [];
  if (after === undefined) return [{ path, absent: true }];
  if (isPlainObject(after) && (before === undefined || isPlainObject(before)) && canBeLookedInto(after) && canBeLookedInto(before ?? {})) {
    return below(`${path}.`, before ?? {}, after);
  }
  return [{ path, value: after }];
}

/** Objects with odd field names, and empty ones, are compared and changed as a whole. */
function canBeLookedInto(object: PlainObject): boolean {
  return Object.keys(object).every(isPlainKey);
}

function field(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
