import { firstOf } from '../bson-value.js';
import { getAt } from '../document-path.js';
/** The list at a path with its first element replaced, or made where there is none; the others stay as they are. */
export function firstReplaced(document, path, replace) {
    const value = getAt(document, path);
    const list = Array.isArray(value) ? value : [];
    return { path, value: [replace(firstOf(list) ?? {}), ...list.slice(1)] };
}
