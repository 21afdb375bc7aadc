import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
/** `metadata.tags` where that is an array, else `tags`: trimmed, without blanks and duplicates, in their order. */
export function tags(document) {
    const own = getAt(document, 'metadata.tags');
    return success([{ path: 'metadata.tags', value: cleanTags(Array.isArray(own) ? own : document.tags) }]);
}
function cleanTags(value) {
    const items = Array.isArray(value) ? value : [];
    if (isClean(items))
        return items;
    return [...new Set(items.flatMap((item) => nonBlank(item)?.trim() ?? []))];
}
/** Nearly all lists are clean, and are taken as they are. */
function isClean(items) {
    for (let index = 0; index < items.length; index++) {
        const item = items[index];
        if (typeof item !== 'string' || item === '' || item.trim() !== item || items.indexOf(item) !== index)
            return false;
    }
    return true;
}
