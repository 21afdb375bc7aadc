import { deepEqual } from './bson-value.js';
import { ancestors, getAt, hasAt, resolvedPath } from './document-path.js';
import { contentIn, contentWith } from './patch.js';
const NO_COPIES = new Map();
/** Assignments and removals that make `before` into `after` at the given paths. */
export function buildPatch({ before, after, paths, copies = NO_COPIES }) {
    const usable = usableCopies(before, after, copies);
    const set = [];
    const unset = [];
    const resolved = new Set();
    for (const path of paths)
        resolved.add(resolvedPath(before, path));
    for (const path of resolved) {
        if (isUnchanged(before, after, path) && !usable.has(path))
            continue;
        // Paths that lead on from another of them are part of that one's value.
        if (ancestors(path).some((parent) => resolved.has(parent)))
            continue;
        if (hasAt(after, path))
            set.push({ path, content: contentWith(usable, path, getAt(after, path)) });
        else if (hasAt(before, path))
            unset.push(path);
    }
    return { set, unset };
}
/** Only what is really the same may be copied: a later step may have given the field another value. */
function usableCopies(before, after, copies) {
    if (copies.size === 0)
        return copies;
    return new Map([...copies].filter(([path, content]) => deepEqual(contentIn(before, content), getAt(after, path))));
}
function isUnchanged(before, after, path) {
    const old = getAt(before, path);
    const value = getAt(after, path);
    // A field that holds `undefined` is there all the same.
    if ((old === undefined || value === undefined) && hasAt(before, path) !== hasAt(after, path))
        return false;
    return deepEqual(old, value);
}
