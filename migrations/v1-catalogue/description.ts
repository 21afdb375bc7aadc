import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';

/** `description`, unchanged, if it is a string. */
export function description({ description: value }: StoredDocument): Outcome<readonly Target[]> {
  return typeof value === 'string'
    ? success([{ path: 'description', value }])
    : success(
        [{ path: 'description', value: '' }],
        [{ path: 'description', problem: 'No description; using an empty one' }],
      );
}
