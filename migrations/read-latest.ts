import { NO_KNOWN_VERSION, noProductOf, recognise, upgradeToLatest, withoutUpgrade } from './chain.js';
import { overlayOn } from './document-path.js';
import type { DocumentVersion } from './document-version.js';
import { hasKeptAside } from './newer.js';
import type { Finding, Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import type { Product } from './product.js';
import { recognisedBy } from './reading-paths.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** What a stored document says of its product. */
export interface LatestReading {
  readonly product: Product;
  /** The version that the stored document has. */
  readonly from: number;
}

/**
 * The product in a stored document of any version: the same product, failures and warnings as `upgradeToLatest` gives,
 * without the patch and without a document that could be stored. It takes a document with no more than `readingPaths`
 * decoded, unless `needsWhole` says otherwise. Pure; never throws.
 */
export function readLatest(document: StoredDocument, versions: readonly DocumentVersion[] = VERSIONS): Outcome<LatestReading> {
  const version = recognise(document, versions);
  if (version === undefined) return failure(NO_KNOWN_VERSION);
  if (needsWhole(document, version, versions)) return readWhole(document, versions);

  let current = document;
  let warnings: readonly Finding[] = [];
  for (let index = versions.indexOf(version); index < versions.length - 1; index++) {
    const step = versions[index]?.upgrade?.(current) ?? withoutUpgrade(versions[index]);
    if (!step.ok) return step;
    current = overlayOn(current, fieldsFrom(versions, index + 1), step.value);
    warnings = warnings.length === 0 ? step.warnings : [...warnings, ...step.warnings];
  }
  const latest = versions.at(-1);
  if (latest?.read === undefined || !latest.recognises(current)) return failure(noProductOf(latest));
  const product = latest.read(current);
  return product.ok ? success({ product: product.value, from: version.version }, warnings) : product;
}

/** Whether a document of this version can only be read whole: values that a downgrade kept aside may stand for any part of it. */
export function needsWhole(document: StoredDocument, version: DocumentVersion, versions: readonly DocumentVersion[] = VERSIONS): boolean {
  return version !== versions.at(-1) && hasKeptAside(document);
}

function readWhole(document: StoredDocument, versions: readonly DocumentVersion[]): Outcome<LatestReading> {
  const outcome = upgradeToLatest(document, versions);
  if (!outcome.ok) return outcome;
  const { product, from } = outcome.value;
  return success({ product, from }, outcome.warnings);
}

const fieldsByVersions = new WeakMap<readonly DocumentVersion[], (readonly string[])[]>();

/** The top-level fields that a version and those after it look at: all that an upgrade in memory has to carry on. */
function fieldsFrom(versions: readonly DocumentVersion[], index: number): readonly string[] {
  let fields = fieldsByVersions.get(versions);
  if (fields === undefined) {
    fields = versions.map((_, from) => topFields(versions.slice(from)));
    fieldsByVersions.set(versions, fields);
  }
  return fields[index] ?? [];
}

function topFields(versions: readonly DocumentVersion[]): readonly string[] {
  const paths = versions.flatMap((version) => [...version.sources, ...recognisedBy(version)]);
  return [...new Set(['_id', ...paths.map((path) => path.split('.')[0] ?? path)])];
}
