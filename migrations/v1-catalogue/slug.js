import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import { success } from '../outcome.js';
import { slugFrom } from '../v2-material-specs/slug.js';
/** `slug`: `seo.slug`, `slug`, else derived from the name and the id. */
export function slug(document) {
    const name = nonBlank(document.name)?.trim() ?? '';
    return success([{ path: 'slug', value: slugFrom([getAt(document, 'seo.slug'), document.slug], name, document) }]);
}
