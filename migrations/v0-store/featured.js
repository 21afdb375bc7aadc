import { getAt } from '../document-path.js';
/** `metadata.featured`, where the document has no such flag but is trending. */
export function featured(document) {
    const isStated = typeof getAt(document, 'metadata.featured') === 'boolean';
    return !isStated && getAt(document, 'analytics.trending') === true
        ? [{ path: 'metadata.featured', value: true }]
        : [];
}
