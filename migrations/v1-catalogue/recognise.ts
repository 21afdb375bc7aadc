import { isPlainObject, isPresent } from '../bson-value.js';
import type { StoredDocument } from '../stored-document.js';

/** A v1 document has no marker and keeps its price, even if null, in `pricing`. */
export function recognises({ schemaVersion, pricing }: StoredDocument): boolean {
  return (
    !isPresent(schemaVersion) &&
    isPlainObject(pricing) &&
    Object.hasOwn(pricing, 'basePrice') &&
    pricing.basePrice !== undefined
  );
}
