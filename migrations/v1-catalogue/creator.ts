import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

/** `creator.handle` and `creator.name`, from the creator's profile if it has both. */
export function creator(document: StoredDocument): Outcome<readonly Target[]> {
  const handle = nonBlank(getAt(document, 'creator.profile.handle'));
  const name = nonBlank(getAt(document, 'creator.profile.name'));
  if (handle !== undefined && name !== undefined) {
    return success([
      { path: 'creator.handle', value: handle },
      { path: 'creator.name', value: name },
    ]);
  }
  // Fields of those names mean nothing in this shape, but would make a creator in the next one.
  const wouldShow =
    nonBlank(getAt(document, 'creator.handle')) !== undefined &&
    nonBlank(getAt(document, 'creator.name')) !== undefined;
  return success(wouldShow ? [{ path: 'creator.handle', value: null }] : []);
}
