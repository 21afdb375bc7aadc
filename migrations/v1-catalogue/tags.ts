import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

/** `metadata.tags` where that is an array, else `tags`: trimmed, without blanks and duplicates, in their order. */
export function tags(document: StoredDocument): Outcome<readonly Target[]> {
  const own = getAt(document, 'metadata.tags');
  return success([{ path: 'metadata.tags', value: cleanTags(Array.isArray(own) ? own : document.tags) }]);
}

function cleanTags(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return [...new Set(items.flatMap((item) => nonBlank(item)?.trim() ?? []))];
}
