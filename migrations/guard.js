import { isPlainObject, isWritable } from './bson-value.js';
import { ancestors, getAt, hasAt, isPlainKey, resolvedPath } from './document-path.js';
import { LEGACY, legacyOf } from './legacy.js';
/**
 * Everything that a patch of this document was computed from. A path is compared as far as it leads through objects,
 * and the objects on the way have to be objects still: through an array, the same path would give a list of values.
 */
export function comparedPaths(document, patch) {
    const found = new Map();
    for (const path of patch.compared) {
        const resolved = resolvedPath(document, path);
        for (const parent of ancestors(resolved))
            found.set(`${parent} type`, { path: parent, type: 'object' });
        found.set(resolved, compared(document, resolved));
    }
    return [...found.values(), ...comparedLegacy(document), ...countedFields(document, patch)];
}
function compared(document, path) {
    const value = getAt(document, path);
    if (value === undefined)
        return { path, type: hasAt(document, path) ? 'undefined' : 'missing' };
    return isWritable(value) ? { path, value } : { path, never: true };
}
/** What is kept is copied by its position, so it is the positions that must not have changed. */
function comparedLegacy(document) {
    const legacy = legacyOf(document);
    if (legacy === undefined)
        return [];
    return [
        { path: LEGACY, type: 'object' },
        { path: `${LEGACY}.version`, value: legacy.version },
        { path: `${LEGACY}.replaced`, type: 'array' },
        { path: `${LEGACY}.replaced.path`, value: legacy.replaced.map(({ path }) => path) },
    ];
}
/**
 * The objects that a patch changes from within, with the number of their fields. A stored object may have two fields of
 * one name, of which decoding shows one; an update that changes such an object stops the server (MongoDB 6.0, when it
 * computes the difference for its oplog). Counting the fields on the server tells, and keeps such documents as they
 * are.
 */
function countedFields(document, { set, unset }) {
    const found = new Map();
    for (const path of [...set.map((assignment) => assignment.path), ...unset]) {
        for (const parent of ancestors(path))
            count(found, parent, getAt(document, parent));
        countAll(found, path, getAt(document, path));
    }
    return [...found.values()];
}
function countAll(found, path, value) {
    if (!isPlainObject(value))
        return;
    count(found, path, value);
    for (const [key, field] of Object.entries(value)) {
        if (isPlainKey(key))
            countAll(found, `${path}.${key}`, field);
        else if (isPlainObject(field))
            found.set(path, { path, never: true });
    }
}
function count(found, path, value) {
    if (isPlainObject(value) && !found.has(path))
        found.set(path, { path, fields: Object.keys(value).length });
}
/**
 * The condition under which a patch may be written: everything it was computed from is still the same. It can refuse a
 * document that has not changed, where a value cannot be encoded as it was; it never accepts one that has. It needs the
 * whole document, as it was read.
 */
export function toGuard(document, patch) {
    return { $expr: { $and: comparedPaths(document, patch).map(condition) } };
}
/**
 * The condition under which a patch may be written to a copy that nobody else writes: no object with two fields of one
 * name is changed from within.
 */
export function toCopyGuard(document, patch) {
    return { $expr: { $and: countedFields(document, patch).map(condition) } };
}
function condition(entry) {
    const field = `$${entry.path}`;
    if ('value' in entry)
        return { $eq: [field, { $literal: entry.value }] };
    if ('type' in entry)
        return { $eq: [{ $type: field }, entry.type] };
    if ('never' in entry)
        return { $eq: [true, false] };
    // Only an object can be taken apart: of anything else, the server would make an error.
    return {
        $cond: [
            { $eq: [{ $type: field }, 'object'] },
            { $eq: [{ $size: { $objectToArray: field } }, entry.fields] },
            false,
        ],
    };
}
