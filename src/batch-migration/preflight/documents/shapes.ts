import type { StoredDocument } from '../../../../migrations/index.js';
import { lookAt } from './value-kind.js';

/** The version of a document, and for v1 which of its writers' dialects it is in, e.g. `v1` or `v1-late`. */
export function dialectOf(document: StoredDocument, version: number): string {
  return version === 1 && isLate(document) ? 'v1-late' : `v${version}`;
}

/** The later writer left the options out, and named materials and stones at the top. */
function isLate(document: StoredDocument): boolean {
  if (lookAt(document, ['customization']).kind === 'object') return false;
  return (
    lookAt(document, ['materials']).kind === 'array' ||
    lookAt(document, ['gemstones']).kind === 'array' ||
    lookAt(document, ['metadata', 'primaryMetal']).kind === 'text'
  );
}
