import { isPresent } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';

/** `metadata.status`, from this shape's own `status`. */
export function status(document: StoredDocument): readonly Target[] {
  if (isPresent(getAt(document, 'metadata.status')) || !isPresent(document.status)) return [];
  return [{ path: 'metadata.status', value: document.status, from: 'status' }];
}
