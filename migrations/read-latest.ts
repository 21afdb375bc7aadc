import { NO_KNOWN_VERSION, noProductOf, recognise, upgradeToLatest } from './chain.js';
import type { DocumentVersion } from './document-version.js';
import { leanClimb, needsWhole } from './lean-climb.js';
import type { Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import type { Product } from './product.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** The product in a stored document. */
export interface LatestReading {
  readonly product: Product;
  /** The version of the stored document. */
  readonly from: number;
}

/**
 * The product in a stored document of any version: the same product, failures and warnings as from `upgradeToLatest`,
 * but without building the patch or a storable document. The document needs no more than `readingPaths` decoded, unless
 * `needsWhole` says otherwise. Pure; never throws.
 */
export function readLatest(
  document: StoredDocument,
  versions: readonly DocumentVersion[] = VERSIONS,
): Outcome<LatestReading> {
  const version = recognise(document, versions);
  if (version === undefined) return failure(NO_KNOWN_VERSION);
  if (needsWhole(document, version, versions)) return readWhole(document, versions);
  const climb = leanClimb(document, version, versions);
  if (!climb.ok) return climb;
  const product = versions.at(-1)?.read?.(climb.value.after) ?? failure(noProductOf(versions.at(-1)));
  return product.ok ? success({ product: product.value, from: version.version }, climb.warnings) : product;
}

function readWhole(document: StoredDocument, versions: readonly DocumentVersion[]): Outcome<LatestReading> {
  const outcome = upgradeToLatest(document, versions);
  if (!outcome.ok) return outcome;
  const { product, from } = outcome.value;
  return success({ product, from }, outcome.warnings);
}
