import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';

/** `metadata.featured`, if the document has no such flag but is trending. */
export function featured(document: StoredDocument): readonly Target[] {
  const isStated = typeof getAt(document, 'metadata.featured') === 'boolean';
  return !isStated && getAt(document, 'analytics.trending') === true
    ? [{ path: 'metadata.featured', value: true }]
    : [];
}
