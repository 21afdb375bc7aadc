import type { Target } from '../document-version.js';
import type { Outcome } from '../outcome.js';
import { failure, success } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { metal } from '../material-words/metal.js';
import { stone } from '../material-words/stone.js';

/** `materialSpecs`, always set as a whole, so that nothing of an existing object is mixed into it. */
export function materialSpecs(document: StoredDocument): Outcome<readonly Target[]> {
  const ofMetal = metal(document);
  const ofStone = stone(document);
  if (!ofMetal.ok) return failure(...ofMetal.failures);
  if (!ofStone.ok) return failure(...ofStone.failures);

  const value = { metal: ofMetal.value, ...(ofStone.value === undefined ? {} : { stone: ofStone.value }) };
  return success([{ path: 'materialSpecs', value }], [...ofMetal.warnings, ...ofStone.warnings]);
}
