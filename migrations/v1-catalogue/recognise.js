import { isPlainObject, isPresent } from '../bson-value.js';
/** A v1 document has no marker and keeps its price in `pricing`, be it null. */
export function recognises({ schemaVersion, pricing }) {
    return (!isPresent(schemaVersion) &&
        isPlainObject(pricing) &&
        Object.hasOwn(pricing, 'basePrice') &&
        pricing.basePrice !== undefined);
}
