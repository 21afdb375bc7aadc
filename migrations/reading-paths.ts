import type { DocumentVersion } from './document-version.js';
import { VERSIONS } from './versions.js';

/** What of a document has to be decoded. */
export interface ReadingPaths {
  readonly paths: readonly string[];
  /** Those of the paths where the first element is enough if there is an array. */
  readonly firstElementOf: readonly string[];
}

/** The paths that tell a document's version. */
export function recognitionPaths(versions: readonly DocumentVersion[] = VERSIONS): ReadingPaths {
  return { paths: [...new Set(versions.flatMap(recognisedBy))], firstElementOf: [] };
}

/** The paths that the mapping of a version's documents, and of all later versions, looks at, beside those that tell the version. */
export function readingPaths(version: DocumentVersion, versions: readonly DocumentVersion[] = VERSIONS): ReadingPaths {
  const involved = versions.slice(versions.indexOf(version));
  const sources = involved.flatMap((other) => other.sources);
  const firstOnly = (path: string): boolean =>
    involved.every((other) => !other.sources.includes(path) || other.firstElementOf?.includes(path) === true);
  const paths = new Set(['_id', ...recognitionPaths(versions).paths, ...sources]);
  return { paths: [...paths], firstElementOf: [...new Set(sources)].filter(firstOnly) };
}

/** The paths that `recognises` looks at. */
export function recognisedBy(version: DocumentVersion): readonly string[] {
  return version.recognisedBy ?? version.sources;
}
