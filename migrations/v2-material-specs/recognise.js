import { numberOf } from '../bson-value.js';
/** A v2 document says so itself, with a number of any BSON type; text does not count. */
export function recognises(document) {
    return numberOf(document.schemaVersion) === 2;
}
