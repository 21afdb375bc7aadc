import { deepEqual, isPlainObject, numberOf } from './bson-value.js';
import { getAt, hasAt, isOwnPath, removeAt, setAt } from './document-path.js';
import { storedAt } from './patch.js';
/**
 * The field in which a downgraded document keeps what its shape has no place for: each value with what an upgrade would
 * put in its place (`over`). An upgrade lets the kept value stand for that, and leaves `newer` itself where it is.
 */
export const NEWER = 'newer';
/** Paths that a kept value may never take: they say what a document is, not what it contains. */
const NEVER = ['legacy', 'newer', 'schemaVersion'];
/** Whether `newer` is what a downgrade wrote, and not something else of that name. */
export function hasKeptAside(document) {
    return numberOf(getAt(document, 'newer.version')) !== undefined && Array.isArray(getAt(document, 'newer.values'));
}
function keptAside(document) {
    if (!hasKeptAside(document))
        return [];
    return getAt(document, 'newer.values').flatMap((entry) => {
        if (!isPlainObject(entry) || !isOwnPath(entry.path) || NEVER.includes(entry.path.split('.')[0] ?? ''))
            return [];
        const { path, over } = entry;
        return [{ ...(entry.absent === true ? { path, absent: true } : { path, value: entry.value }), over }];
    });
}
/**
 * Lays the kept values over an upgraded document, each as long as the upgrade still gives what it gave when the value
 * was put aside: if not, somebody has changed the old document since, and that is what counts.
 */
export function takeUp(stored, upgraded) {
    const valid = keptAside(stored).filter(({ path, over }) => deepEqual(getAt(upgraded, path) ?? null, over ?? null));
    const document = valid.reduce((result, entry) => laidOver(stored, result, entry), upgraded);
    return { document, paths: valid.map(({ path }) => path) };
}
/**
 * A field that is to have no value is not set in the first place; one that the old document has becomes null, since
 * nothing is ever removed.
 */
function laidOver(stored, document, entry) {
    if ('value' in entry)
        return setAt(document, entry.path, entry.value);
    return hasAt(stored, entry.path) ? setAt(document, entry.path, null) : removeAt(document, entry.path);
}
/** `newer` for these changes, which an upgrade of `old` would not give: their values, and where each is copied from. */
export function newerContent(version, changes, upgraded) {
    const entry = (change) => ({
        fields: [
            ['path', { literal: change.path }],
            'value' in change ? ['value', storedAt(change.path)] : ['absent', { literal: true }],
            ...(hasAt(upgraded, change.path) ? [['over', { literal: getAt(upgraded, change.path) }]] : []),
        ],
    });
    return {
        fields: [
            ['version', { literal: version }],
            ['values', { items: changes.map(entry) }],
        ],
    };
}
