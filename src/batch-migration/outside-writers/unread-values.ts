import type { Finding, StoredDocument } from '../../../migrations/index.js';
import { deepEqual, upgradeToLatest, VERSIONS } from '../../../migrations/index.js';

/**
 * Values in a document of the latest version that reads ignore: the document has a value in a field of the shape, but
 * what is read from it would be written differently. An example is `inventory.available: 3`: the latest shape has a
 * boolean there, so a number from an older shape has no effect. A mere difference in notation (surrounding blanks,
 * another number type) does not count, nor does a field that is missing or null.
 */
export function unreadValues(document: StoredDocument): readonly Finding[] {
  const outcome = upgradeToLatest(document);
  const write = VERSIONS.at(-1)?.write;
  if (!outcome.ok || outcome.value.patch !== null || write === undefined) return [];
  const found = new Map<string, unknown>();
  for (const change of write(outcome.value.product)) {
    const { path, value } = storedAt(document, change.path);
    const isRead = path === change.path && 'value' in change && isSame(value, change.value);
    if (value !== undefined && value !== null && !isRead) found.set(path, value);
  }
  return [...found].map(([path, value]) => ({
    path,
    problem: `Holds a value that the latest shape does not have, so no reader sees it (${describe(value)})`,
  }));
}

function isSame(stored: unknown, read: unknown): boolean {
  if (deepEqual(stored, read)) return true;
  if (typeof stored === 'string') return stored.trim() === read;
  // A Decimal128 is an object that equals no number.
  return typeof stored === 'object' && typeof read === 'number' && Number(String(stored)) === read;
}

/**
 * The value at a path, or at the part of it where the path ends early: an array or a text where the shape has an
 * object.
 */
function storedAt(document: StoredDocument, path: string): { readonly path: string; readonly value: unknown } {
  let value: unknown = document;
  const passed: string[] = [];
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { path: passed.join('.'), value };
    passed.push(key);
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    if (value === undefined) return { path, value };
  }
  return { path, value };
}

function describe(value: unknown): string {
  return Array.isArray(value)
    ? 'an array'
    : `${typeof value}${typeof value === 'object' ? '' : ` ${String(value).slice(0, 40)}`}`;
}
