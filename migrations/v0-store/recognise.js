import { isPresent } from '../bson-value.js';
/** A v0 document has no marker and keeps its price at the top level, be it null; `pricing` came with v1. */
export function recognises(document) {
    const has = (key) => Object.hasOwn(document, key) && document[key] !== undefined;
    return !isPresent(document.schemaVersion) && has('basePrice') && !has('pricing');
}
