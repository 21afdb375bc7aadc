import type { Finding, StoredDocument } from '../../../migrations/index.js';
import { deepEqual, upgradeToLatest, VERSIONS } from '../../../migrations/index.js';

/**
 * Values in a document of the latest version that reads pass over: where the shape has a field, the document holds
 * something there, and what is read of it would be written as something else. `inventory.available: 3` is such a value:
 * the latest shape says true or false, so the number of an older shape changes no answer. What is only said another way (a
 * text with blanks around it, a number of another type) is none, nor is a field that is missing or null.
 */
export function unreadValues(document: StoredDocument): readonly Finding[] {
  const outcome = upgradeToLatest(document);
  const write = VERSIONS.at(-1)?.write;
  if (!outcome.ok || outcome.value.patch !== null || write === undefined) return [];
  return write(outcome.value.product).flatMap((change) => {
    const stored = valueAt(document, change.path);
    if (stored === undefined || stored === null || ('value' in change && isSame(stored, change.value))) return [];
    return [{ path: change.path, problem: `Holds a value that the latest shape does not know and no reader sees (${describe(stored)})` }];
  });
}

function isSame(stored: unknown, read: unknown): boolean {
  if (deepEqual(stored, read)) return true;
  if (typeof stored === 'string') return stored.trim() === read;
  // A Decimal128 is more than a number, and equals none.
  return typeof stored === 'object' && typeof read === 'number' && Number(String(stored)) === read;
}

function valueAt(document: StoredDocument, path: string): unknown {
  let value: unknown = document;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'an array' : `${typeof value}${typeof value === 'object' ? '' : ` ${String(value).slice(0, 40)}`}`;
}
