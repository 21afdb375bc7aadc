import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { statusOf } from '../status.js';

/** `metadata.status`, trimmed and in lower case. */
export function status(document: StoredDocument): Outcome<readonly Target[]> {
  const { status: value, warnings } = statusOf(getAt(document, 'metadata.status'));
  return success([{ path: 'metadata.status', value }], warnings);
}
