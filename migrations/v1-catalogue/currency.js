import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
import { DEFAULT_CURRENCY } from '../defaults.js';
/** `pricing.currency`: the first that is three letters, in capitals. */
export function currency(document) {
    const path = 'pricing.currency';
    const value = [getAt(document, path), document.currency].map(currencyCode).find((code) => code !== undefined);
    return value === undefined
        ? success([{ path, value: DEFAULT_CURRENCY }], [{ path, problem: `No currency of three letters, taken as "${DEFAULT_CURRENCY}"` }])
        : success([{ path, value }]);
}
function currencyCode(value) {
    const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
    return /^[A-Z]{3}$/.test(code) ? code : undefined;
}
