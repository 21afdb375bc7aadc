import { isPresent } from '../bson-value.js';
import { getAt } from '../document-path.js';
/** `metadata.status`, from this shape's own `status`. */
export function status(document) {
    if (isPresent(getAt(document, 'metadata.status')) || !isPresent(document.status))
        return [];
    return [{ path: 'metadata.status', value: document.status, from: 'status' }];
}
