import { keptAt, LEGACY, legacyOf, putBack } from './legacy.js';
import type { PatchContent } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/**
 * The paths that `restoringPatch` needs of a document, and the fields it needs of the entries of the list among them.
 */
export const RESTORING_PATHS = {
  paths: [`${LEGACY}.version`, `${LEGACY}.replaced`],
  elementFields: { [`${LEGACY}.replaced`]: ['path', 'absent'] },
} as const;

/**
 * The former version of an upgraded document, according to its own `legacy`: the result of `downgrade` for a document
 * that nobody has changed since, at a fraction of the cost. For a changed document it is not the rollback. `undefined`
 * if the document was not upgraded.
 */
export function restored(upgraded: StoredDocument): StoredDocument | undefined {
  const legacy = legacyOf(upgraded);
  return legacy === undefined ? undefined : putBack(upgraded, legacy);
}

/** The same as a patch; the document needs no more than `RESTORING_PATHS` decoded. */
export function restoringPatch(upgraded: StoredDocument): PatchContent | undefined {
  const legacy = legacyOf(upgraded);
  if (legacy === undefined) return undefined;
  const kept = legacy.replaced.filter(({ absent }) => !absent);
  const gone = legacy.replaced.filter(({ absent }) => absent).map(({ path }) => path);
  const isOwn = kept.some(({ path }) => path === LEGACY);
  return {
    set: kept.map((value) => ({ path: value.path, content: keptAt(value) })),
    unset: isOwn ? gone : [...gone, LEGACY],
  };
}
