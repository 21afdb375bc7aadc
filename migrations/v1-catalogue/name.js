import { nonBlank } from '../bson-value.js';
import { failure, success } from '../outcome.js';
/** `name`, trimmed. A product without one cannot be mapped. */
export function name(document) {
    const value = nonBlank(document.name)?.trim();
    return value === undefined
        ? failure({ path: 'name', problem: 'Name is missing, blank or no text' })
        : success([{ path: 'name', value }]);
}
