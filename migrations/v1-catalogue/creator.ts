import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

/** `creator.handle` and `creator.name`, from the creator's profile where that has both. */
export function creator(document: StoredDocument): Outcome<readonly Target[]> {
  const [handle, name] = textsAt(document, 'creator.profile');
  if (handle !== undefined && name !== undefined) {
    return success([{ path: 'creator.handle', value: handle }, { path: 'creator.name', value: name }]);
  }
  // Fields of those names mean nothing in this shape, but would make a creator in the next one.
  const wouldShow = textsAt(document, 'creator').every((text) => text !== undefined);
  return success(wouldShow ? [{ path: 'creator.handle', value: null }] : []);
}

function textsAt(document: StoredDocument, path: string): readonly (string | undefined)[] {
  return [nonBlank(getAt(document, `${path}.handle`)), nonBlank(getAt(document, `${path}.name`))];
}
