import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

const FLAGS = ['metadata.featured', 'metadata.bestseller', 'metadata.newArrival'] as const;

/** The flags of `metadata`: set if they are exactly `true`. */
export function flags(document: StoredDocument): Outcome<readonly Target[]> {
  return success(FLAGS.map((path) => ({ path, value: getAt(document, path) === true })));
}
