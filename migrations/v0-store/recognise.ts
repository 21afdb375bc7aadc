import { isPresent } from '../bson-value.js';
import type { StoredDocument } from '../stored-document.js';

/** A v0 document has no marker and keeps its price, even if null, at the top level; `pricing` came with v1. */
export function recognises(document: StoredDocument): boolean {
  const has = (key: string): boolean => Object.hasOwn(document, key) && document[key] !== undefined;
  return !isPresent(document.schemaVersion) && has('basePrice') && !has('pricing');
}
