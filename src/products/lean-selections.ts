import { decodePaths } from '../bson/lean-document.js';
import type { Selection } from '../bson/selected-paths.js';
import { selectPaths } from '../bson/selected-paths.js';
import type { DocumentVersion, ReadingPaths, StoredDocument } from '../../migrations/index.js';
import { patchingPaths, readingPaths, recognise, recognitionPaths, VERSIONS } from '../../migrations/index.js';

const TO_RECOGNISE = selectPaths(recognitionPaths().paths);

/** What has to be decoded to read the product of a document of each version. */
export const TO_READ = selections(readingPaths);

/** What has to be decoded to upgrade a document of each version. */
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
 * The version of a document in bytes; `undefined` where it is of none. @throws what the driver throws for fields that
 * it cannot decode
 */
export function versionIn(bytes: Uint8Array): DocumentVersion | undefined {
  return recognise(decodePaths(bytes, TO_RECOGNISE) as StoredDocument);
}
