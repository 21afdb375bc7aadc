import { numberOf } from '../bson-value.js';
import type { StoredDocument } from '../stored-document.js';

/** A v2 document says so itself, with a number of any BSON type; text does not count. */
export function recognises(document: StoredDocument): boolean {
  return numberOf(document.schemaVersion) === 2;
}
