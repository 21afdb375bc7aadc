import { isPresent } from '../bson-value.js';
import type { Target } from '../document-version.js';
import type { StoredDocument } from '../stored-document.js';

/**
 * `pricing.basePrice`, as stored in `basePrice` or, if that is null, in `price`; whether it is a valid price is checked
 * later.
 */
export function pricing(document: StoredDocument): readonly Target[] {
  const from = ['basePrice', 'price'].find((source) => isPresent(document[source]));
  return from === undefined ? [] : [{ path: 'pricing.basePrice', value: document[from], from }];
}
