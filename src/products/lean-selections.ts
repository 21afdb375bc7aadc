import { decodePaths } from '../bson/lean-document.js';
import type { Selection } from '../bson/selected-paths.js';
import { selectPaths } from '../bson/selected-paths.js';
import type { DocumentVersion, ReadingPaths, StoredDocument } from '../../migrations/index.js';
import { patchingPaths, readingPaths, recognise, recognitionPaths, VERSIONS } from '../../migrations/index.js';

const TO_RECOGNISE = selectPaths(recognitionPaths().paths);

/** What to decode of a document of each version to read the product. */
export const TO_READ = selections(readingPaths);

/** What to decode of a document of each version to upgrade it. */
export const TO_UPGRADE = selections(patchingPaths);

function selections(pathsOf: (version: DocumentVersion) => ReadingPaths): ReadonlyMap<DocumentVersion, Selection> {
  return new Map(
    VERSIONS.map((version) => {
      const { paths, firstElementOf, elementFields } = pathsOf(version);
      return [version, selectPaths(paths, firstElementOf, elementFields)];
    }),
  );
}

/**
 * The version of a document in bytes; `undefined` if no version recognizes it. @throws what the driver throws for
 * fields that it cannot decode
 */
export function versionIn(bytes: Uint8Array): DocumentVersion | undefined {
  return recognise(decodePaths(bytes, TO_RECOGNISE) as StoredDocument);
}
