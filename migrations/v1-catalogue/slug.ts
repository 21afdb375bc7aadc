import { nonBlank } from '../bson-value.js';
import { getAt } from '../document-path.js';
import type { Target } from '../document-version.js';
import { success } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import type { StoredDocument } from '../stored-document.js';
import { slugFrom } from '../v2-material-specs/slug.js';

/** `slug`: `seo.slug`, else `slug`, else derived from name and id. */
export function slug(document: StoredDocument): Outcome<readonly Target[]> {
  const name = nonBlank(document.name)?.trim() ?? '';
  return success([{ path: 'slug', value: slugFrom([getAt(document, 'seo.slug'), document.slug], name, document) }]);
}
