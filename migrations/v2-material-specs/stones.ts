import { isPlainObject } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { statedStones } from '../material-words/stone.js';
import type { StoredDocument } from '../stored-document.js';

/** The stones among a product's options; without any, the product's own. */
export function stones(document: StoredDocument): readonly unknown[] {
  const options = statedStones(document);
  if (options.length > 0) return options;
  const own = getAt(document, 'materialSpecs.stone');
  return isPlainObject(own) ? [own] : [];
}
