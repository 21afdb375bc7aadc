import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
const FLAGS = ['metadata.featured', 'metadata.bestseller', 'metadata.newArrival'];
/** The flags of `metadata`: set where they are `true`, and nothing else. */
export function flags(document) {
    return success(FLAGS.map((path) => ({ path, value: getAt(document, path) === true })));
}
