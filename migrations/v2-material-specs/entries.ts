import { nonBlank } from '../bson-value.js';
import type { PlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { StoredDocument } from '../stored-document.js';

/** The most entries read of a list, and the maximum text length: what writers left may be of any size. */
export const MAX_ENTRIES = 50;
const MAX_LENGTH = 2_000;

/** The usable entries of the first path that has any. */
export function firstFilled<T>(
  document: StoredDocument,
  paths: readonly string[],
  map: (item: unknown) => T | undefined,
): readonly T[] {
  const lists = paths.map((path) => entries(getAt(document, path), map));
  return lists.find((list) => list.length > 0) ?? [];
}

/** The first usable entries of a list; unusable ones are skipped. */
export function entries<T>(value: unknown, map: (item: unknown) => T | undefined): readonly T[] {
  if (!Array.isArray(value)) return [];
  const mapped: T[] = [];
  for (const item of value as readonly unknown[]) {
    const entry = map(item);
    if (entry !== undefined) mapped.push(entry);
    if (mapped.length === MAX_ENTRIES) break;
  }
  return mapped;
}

/** A non-blank text, cut to the maximum length. */
export function text(value: unknown): string | undefined {
  return nonBlank(value)?.slice(0, MAX_LENGTH);
}

/** The fields of an object that are such texts. */
export function texts<K extends string>(source: PlainObject, keys: readonly K[]): Partial<Record<K, string>> {
  const found = keys.flatMap((key) => {
    const value = Object.hasOwn(source, key) ? text(source[key]) : undefined;
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(found) as Partial<Record<K, string>>;
}
