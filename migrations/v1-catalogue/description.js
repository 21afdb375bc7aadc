import { success } from '../outcome.js';
/** `description` as it is where it is a text. */
export function description({ description: value }) {
    return typeof value === 'string'
        ? success([{ path: 'description', value }])
        : success([{ path: 'description', value: '' }], [{ path: 'description', problem: 'No description, taken as empty' }]);
}
