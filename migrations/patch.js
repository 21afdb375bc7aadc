import { definedOnly, isPlainObject } from './bson-value.js';
import { isPlainKey, overlay, withoutPaths } from './document-path.js';
/** The document as the patch makes it. */
export function applyPatch(document, { set, unset }) {
    const values = set.map(({ path, content }) => ({ path, value: contentIn(document, content) }));
    return withoutPaths(overlay(document, values), unset);
}
/** The patch as an update with an aggregation pipeline. */
export function toUpdatePipeline({ set, unset }) {
    // One stage, so that all its expressions see the document as it was.
    const stage = { $set: Object.fromEntries(set.map(({ path, content }) => [path, replacing(content)])) };
    return [...(set.length > 0 ? [stage] : []), ...(unset.length > 0 ? [{ $unset: [...unset] }] : [])];
}
/** The value that a content stands for. */
export function contentIn(document, content) {
    if ('literal' in content)
        return content.literal;
    if ('stored' in content)
        return content.stored.reduce(step, document);
    if ('items' in content)
        return content.items.map((item) => contentIn(document, item));
    return Object.fromEntries(content.fields.map(([key, field]) => [key, contentIn(document, field)]));
}
function step(value, key) {
    if (typeof key === 'number')
        return Array.isArray(value) ? value[key] : undefined;
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? value[key]
        : undefined;
}
/**
 * At the top of a `$set`, an object would be merged into what is there; as the operand of an operator it takes its
 * place.
 */
function replacing(content) {
    return 'fields' in content ? { $mergeObjects: [expression(content)] } : expression(content);
}
function expression(content) {
    if ('literal' in content)
        return { $literal: definedOnly(content.literal) };
    if ('stored' in content)
        return storedExpression(content.stored);
    if ('items' in content)
        return content.items.map(expression);
    return Object.fromEntries(content.fields.map(([key, field]) => [key, expression(field)]));
}
function storedExpression(keys) {
    return keys.reduce((input, key) => {
        if (typeof key === 'number')
            return { $arrayElemAt: [input, key] };
        if (input === undefined)
            return `$${key}`;
        return typeof input === 'string' ? `${input}.${key}` : { $getField: { field: key, input } };
    }, undefined);
}
/** A place in a document for a dotted path. */
export function storedAt(path) {
    return { stored: path.split('.') };
}
/**
 * The content of a value in which some places are to be copied: `copies` gives their content by dotted path from the
 * document's root. Objects are taken apart only as far as that needs.
 */
export function contentWith(copies, path, value) {
    if (copies.size === 0)
        return { literal: value };
    const copy = copies.get(path);
    if (copy !== undefined)
        return copy;
    const hasCopies = [...copies.keys()].some((other) => other.startsWith(`${path}.`));
    if (!hasCopies || !isPlainObject(value) || !Object.keys(value).every(isPlainKey))
        return { literal: value };
    return { fields: Object.entries(value).map(([key, field]) => [key, contentWith(copies, `${path}.${key}`, field)]) };
}
