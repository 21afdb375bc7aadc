import { isPlainObject, numberOf } from './bson-value.js';
import { getAt, hasAt, isOwnPath, overlay, withoutPaths } from './document-path.js';
import { storedAt } from './patch.js';
/** The field in which an upgraded document keeps what it takes to go back. */
export const LEGACY = 'legacy';
/** `legacy` of an upgrade that sets these paths: each old value, copied, or the fact that there was none. */
export function legacyContent(version, document, paths) {
    const own = hasAt(document, LEGACY) ? [LEGACY] : [];
    const entry = (path) => ({
        fields: [
            ['path', { literal: path }],
            hasAt(document, path) ? ['value', storedAt(path)] : ['absent', { literal: true }],
        ],
    });
    return {
        fields: [
            ['version', { literal: version }],
            ['replaced', { items: [...paths, ...own].map(entry) }],
        ],
    };
}
/** `legacy` as an upgrade wrote it; `undefined` where there is none, or something else of that name. */
export function legacyOf(document) {
    const version = numberOf(getAt(document, `${LEGACY}.version`));
    const list = getAt(document, `${LEGACY}.replaced`);
    if (version === undefined || !Array.isArray(list))
        return undefined;
    const replaced = [];
    for (const [position, entry] of list.entries()) {
        if (!isPlainObject(entry) || !isOwnPath(entry.path))
            return undefined;
        replaced.push({ path: entry.path, absent: entry.absent === true, position });
    }
    return { version, replaced };
}
/** Where a replaced value is kept. */
export function keptAt({ position }) {
    return { stored: [LEGACY, 'replaced', position, 'value'] };
}
/** The document with its old values back in their places; `legacy` itself may be one of them. */
export function putBack(document, { replaced }) {
    const list = getAt(document, `${LEGACY}.replaced`);
    const isOwn = replaced.some(({ path, absent }) => path === LEGACY && !absent);
    const values = replaced.flatMap(({ path, absent, position }) => absent ? [] : [{ path, value: list[position]?.value }]);
    const gone = [...replaced.filter(({ absent }) => absent).map(({ path }) => path), ...(isOwn ? [] : [LEGACY])];
    return withoutPaths(overlay(document, values), gone);
}
