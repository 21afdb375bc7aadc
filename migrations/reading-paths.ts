import type { DocumentVersion } from './document-version.js';
import { VERSIONS } from './versions.js';

/** Which parts of a document must be decoded. */
export interface ReadingPaths {
  readonly paths: readonly string[];
  /** The paths where, if there is an array, its first element is enough. */
  readonly firstElementOf: readonly string[];
  /**
   * For arrays among the paths, the fields needed of their objects; if the array is also in `firstElementOf`, of all
   * objects but the first.
   */
  readonly elementFields: Readonly<Record<string, readonly string[]>>;
}

/** The paths that tell a document's version. */
export function recognitionPaths(versions: readonly DocumentVersion[] = VERSIONS): ReadingPaths {
  return { paths: [...new Set(versions.flatMap(recognisedBy))], firstElementOf: [], elementFields: {} };
}

/**
 * The paths that the mapping of a version's documents, and of all later versions, reads, besides those that tell the
 * version.
 * @param wanted whether `alsoRead` is: it is for `read` alone
 */
export function readingPaths(
  version: DocumentVersion,
  versions: readonly DocumentVersion[] = VERSIONS,
  wanted = { alsoRead: true },
): ReadingPaths {
  const climbed = versions.slice(versions.indexOf(version));
  const involved = wanted.alsoRead ? climbed : climbed.map(withoutAlsoRead);
  const sources = involved.flatMap(readBy);
  const paths = new Set(['_id', ...recognitionPaths(versions).paths, ...sources]);
  // What any one version needs whole is decoded whole.
  const inParts = [...new Set(sources)].filter((path) => involved.every((other) => isInParts(other, path)));
  const fieldsOf = (path: string): readonly string[] =>
    involved.flatMap(({ elementFields = {} }) => elementFields[path] ?? []);
  return {
    paths: [...paths],
    firstElementOf: inParts.filter((path) => involved.some((other) => other.sources.includes(path))),
    elementFields: Object.fromEntries(
      inParts.filter((path) => fieldsOf(path).length > 0).map((path) => [path, [...new Set(fieldsOf(path))]]),
    ),
  };
}

function withoutAlsoRead(version: DocumentVersion): DocumentVersion {
  return { ...version, alsoRead: [], elementFields: {} };
}

/**
 * Whether a version, if it reads a path at all, needs no more of an array there than its first element and some fields
 * of the others.
 */
function isInParts(
  { sources, firstElementOf = [], alsoRead = [], elementFields = {} }: DocumentVersion,
  path: string,
): boolean {
  return (
    (!sources.includes(path) || firstElementOf.includes(path)) &&
    (!alsoRead.includes(path) || Object.hasOwn(elementFields, path))
  );
}

/** The paths that the mapping of a version's documents reads. */
export function readBy({ sources, alsoRead = [] }: DocumentVersion): readonly string[] {
  return alsoRead.length === 0 ? sources : [...sources, ...alsoRead];
}

/** The paths that `recognises` reads. */
export function recognisedBy(version: DocumentVersion): readonly string[] {
  return version.recognisedBy ?? version.sources;
}
