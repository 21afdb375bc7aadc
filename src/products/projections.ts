import type { DocumentVersion } from '../../migrations/index.js';
import { VERSIONS } from '../../migrations/index.js';

/** A find's projection. */
export type Projection = Readonly<Record<string, 1>>;

/**
 * The fields that a listing needs of documents of one version (of any, without one): what their mapping and those of
 * all later versions look at, and what they are ordered and selected by.
 */
export function listingProjection(version?: DocumentVersion): Projection {
  const involved = VERSIONS.filter((other) => version === undefined || other.version >= version.version);
  const paths = new Set([
    'schemaVersion',
    ...involved.flatMap(({ sources, alsoRead = [] }) => [...sources, ...alsoRead]),
  ]);
  // A projection must not name a path and its parent.
  const topmost = [...paths].filter((path) => !parents(path).some((parent) => paths.has(parent)));
  return Object.fromEntries(topmost.map((path) => [path, 1 as const]));
}

function parents(path: string): string[] {
  const keys = path.split('.');
  return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join('.'));
}
