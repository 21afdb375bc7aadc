import { keptAt, LEGACY, legacyOf, putBack } from './legacy.js';
import type { PatchContent } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/** The paths that `restoringPatch` needs of a document, and which fields of the entries of the list among them. */
export const RESTORING_PATHS = {
  paths: [`${LEGACY}.version`, `${LEGACY}.replaced`],
  elementFields: { [`${LEGACY}.replaced`]: ['path', 'absent'] },
} as const;

/**
 * What an upgraded document was, by its own account of it: what `downgrade` gives of a document that nobody has changed
 * since, in a fraction of the time. Of one that was changed it is not the rollback. `undefined` where no upgrade made
 * the document.
 */
export function restored(upgraded: StoredDocument): StoredDocument | undefined {
  const legacy = legacyOf(upgraded);
  return legacy === undefined ? undefined : putBack(upgraded, legacy);
}

/** The same as a patch; it takes a document with no more than `RESTORING_PATHS` decoded. */
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
