import { isPlainObject, nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { StoredDocument } from '../stored-document.js';

/**
 * `late` for a document of the later writer, which left out the options and named materials and stones at the top
 * level.
 */
export function dialectOf(document: StoredDocument): string | undefined {
  if (isPlainObject(document.customization)) return undefined;
  const isLate =
    Array.isArray(document.materials) ||
    Array.isArray(document.gemstones) ||
    nonBlank(getAt(document, 'metadata.primaryMetal')) !== undefined;
  return isLate ? 'late' : undefined;
}
