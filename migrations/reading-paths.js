import { VERSIONS } from './versions.js';
/** The paths that tell a document's version. */
export function recognitionPaths(versions = VERSIONS) {
    return { paths: [...new Set(versions.flatMap(recognisedBy))], firstElementOf: [], elementFields: {} };
}
/**
 * The paths that the mapping of a version's documents, and of all later versions, looks at, beside those that tell the
 * version.
 */
export function readingPaths(version, versions = VERSIONS) {
    const involved = versions.slice(versions.indexOf(version));
    const sources = involved.flatMap(readBy);
    const paths = new Set(['_id', ...recognitionPaths(versions).paths, ...sources]);
    // What one version wants whole is decoded whole.
    const inParts = [...new Set(sources)].filter((path) => involved.every((other) => isInParts(other, path)));
    const fieldsOf = (path) => involved.flatMap(({ elementFields = {} }) => elementFields[path] ?? []);
    return {
        paths: [...paths],
        firstElementOf: inParts.filter((path) => involved.some((other) => other.sources.includes(path))),
        elementFields: Object.fromEntries(inParts.filter((path) => fieldsOf(path).length > 0).map((path) => [path, [...new Set(fieldsOf(path))]])),
    };
}
/**
 * Whether a version, if it looks at a path at all, needs no more of an array there than its first element and some
 * fields of all.
 */
function isInParts({ sources, firstElementOf = [], alsoRead = [], elementFields = {} }, path) {
    return ((!sources.includes(path) || firstElementOf.includes(path)) &&
        (!alsoRead.includes(path) || Object.hasOwn(elementFields, path)));
}
/** The paths that the mapping of a version's documents looks at. */
export function readBy({ sources, alsoRead = [] }) {
    return alsoRead.length === 0 ? sources : [...sources, ...alsoRead];
}
/** The paths that `recognises` looks at. */
export function recognisedBy(version) {
    return version.recognisedBy ?? version.sources;
}
