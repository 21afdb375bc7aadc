import type { ProductDetail } from './product.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** The public interface of the document versions: nothing outside this folder imports any other file of it. */
export { deepEqual } from './bson-value.js';
export type { Upgraded } from './chain.js';
export { NO_KNOWN_VERSION, recognise, upgradeToLatest } from './chain.js';
export type { Downgraded } from './chain-down.js';
export { downgrade } from './chain-down.js';
export { BOOKKEEPING, differences } from './differences.js';
export { isPlainKey } from './document-path.js';
export { PLACEHOLDER_IMAGE } from './defaults.js';
export type { DocumentVersion, Target } from './document-version.js';
export { comparison, editPatch, newDocument, revisionOf } from './edit.js';
export { foreignVersion, whyUnrecognised } from './foreign-version.js';
export { toCopyGuard, toGuard } from './guard.js';
export { needsWhole } from './lean-climb.js';
export type { LeanPatch } from './lean-patch.js';
export { patchingPaths, patchToLatest } from './lean-patch.js';
export type { Finding, Outcome } from './outcome.js';
export type { Content, Patch, PatchContent } from './patch.js';
export { applyPatch, toUpdatePipeline } from './patch.js';
export type { MaterialSpecs, Product, ProductDetail } from './product.js';
export { readLatest } from './read-latest.js';
export type { ReadingPaths } from './reading-paths.js';
export { readingPaths, recognitionPaths } from './reading-paths.js';
export { createdPaths, SLUG_COPIES, slugCopiesOf } from './slug-copies.js';
export { restored, RESTORING_PATHS, restoringPatch } from './restore.js';
export type { StoredDocument } from './stored-document.js';
export { metalTypeOf } from './material-words/metal.js';
export { nameConflicts } from './material-words/name-conflicts.js';
export { isAvailable } from './status.js';
export type { MetalType, ProductCategory, ProductSubcategory, StoneType } from './vocabulary.js';
export { CATEGORIES, METAL_TYPES, PUBLIC_STATUSES, STONE_TYPES, SUBCATEGORIES } from './vocabulary.js';
export type { DirectPlace, Words } from './version-queries.js';
export { VERSIONS } from './versions.js';

/** The number of the latest version. */
export const LATEST_VERSION: number = VERSIONS.at(-1)?.version ?? 0;

/** The product page's details in a document of the latest version. */
export function readDetail(document: StoredDocument): ProductDetail {
  const detail = VERSIONS.at(-1)?.readDetail?.(document);
  if (detail === undefined) throw new TypeError('The latest version must define `readDetail`');
  return detail;
}

/** The fields of an upgraded document that nothing reads any more, given the version it was upgraded from. */
export function supersededSince(version: number): readonly string[] {
  return [
    ...new Set(
      VERSIONS.filter((candidate) => candidate.version >= version).flatMap(({ superseded = [] }) => superseded),
    ),
  ];
}
