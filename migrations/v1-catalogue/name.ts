import type { Target } from '../document-version.js';
import { nonBlank } from '../bson-value.js';
import { failure, success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

/** `name`, trimmed. A product without one cannot be mapped. */
export function name(document: StoredDocument): Outcome<readonly Target[]> {
  const value = nonBlank(document.name)?.trim();
  return value === undefined
    ? failure({ path: 'name', problem: 'Name is missing, blank or not a string' })
    : success([{ path: 'name', value }]);
}
