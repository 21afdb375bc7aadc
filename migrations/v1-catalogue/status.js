import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
import { statusOf } from '../status.js';
/** `metadata.status`, trimmed and in lower case. */
export function status(document) {
    const { status: value, warnings } = statusOf(getAt(document, 'metadata.status'));
    return success([{ path: 'metadata.status', value }], warnings);
}
