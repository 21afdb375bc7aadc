import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

/** `metadata.tags` if that is an array, else `tags`: trimmed, without blanks and duplicates, in their order. */
export function tags(document: StoredDocument): Outcome<readonly Target[]> {
  const own = getAt(document, 'metadata.tags');
  return success([{ path: 'metadata.tags', value: cleanTags(Array.isArray(own) ? own : document.tags) }]);
}

function cleanTags(value: unknown): readonly unknown[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  if (isClean(items)) return items;
  return [...new Set(items.flatMap((item) => nonBlank(item)?.trim() ?? []))];
}

/** Nearly all lists are already clean and are used as they are. */
function isClean(items: readonly unknown[]): boolean {
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item !== 'string' || item === '' || item.trim() !== item || items.indexOf(item) !== index) return false;
  }
  return true;
}
