import { finiteNumber, isPresent, numberOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { failure, success } from '../outcome.js';
const SOURCES = ['pricing.basePrice', 'basePrice', 'price'];
/**
 * `pricing.basePrice`: the first price that is present, in its own BSON type, or as a number where it is a decimal
 * text. A bad price is never passed over for another field: nobody could tell which of the two is meant.
 */
export function basePrice(document) {
    const path = 'pricing.basePrice';
    const from = SOURCES.find((source) => isPresent(getAt(document, source)));
    if (from === undefined)
        return failure({ path, problem: 'No price' });
    const value = getAt(document, from);
    const amount = finiteNumber(value);
    if (amount === undefined || amount < 0)
        return failure({ path, problem: `${from} is not a finite number of at least 0` });
    return success([numberOf(value) === undefined ? { path, value: amount } : { path, value, from }]);
}
