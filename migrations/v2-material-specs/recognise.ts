import { numberOf } from '../bson-value.js';
import type { StoredDocument } from '../stored-document.js';

/** A v2 document has the marker, as a number of any BSON type; a string does not count. */
export function recognises(document: StoredDocument): boolean {
  return numberOf(document.schemaVersion) === 2;
}
