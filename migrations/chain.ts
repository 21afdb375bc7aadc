import { buildPatch } from './build-patch.js';
import { hasAt, overlay } from './document-path.js';
import type { DocumentVersion, Target } from './document-version.js';
import { LEGACY, legacyContent } from './legacy.js';
import { NEWER, takeUp } from './newer.js';
import type { Finding, Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import type { Content, Patch, PatchContent } from './patch.js';
import { applyPatch, storedAt } from './patch.js';
import type { Product } from './product.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** A document in the latest version. */
export interface Upgraded {
  /** The complete new document. */
  readonly document: StoredDocument;
  /** The patch that produces it from the stored document; `null` if that is already of the latest version. */
  readonly patch: Patch | null;
  readonly product: Product;
  /** The version of the stored document. */
  readonly from: number;
}

/** Why a document can be neither upgraded nor read. */
export const NO_KNOWN_VERSION: Finding = { path: 'schemaVersion', problem: 'Document has no known version' };

export function withoutUpgrade(version: DocumentVersion | undefined): Outcome<never> {
  return failure({ path: 'schemaVersion', problem: `Version ${version?.version} has no upgrade` });
}

export function noProductOf(latest: DocumentVersion | undefined): Finding {
  return { path: 'schemaVersion', problem: `Upgrade did not produce a document of version ${latest?.version}` };
}

/** The version of a stored document; `undefined` if no version recognizes it. */
export function recognise(
  document: StoredDocument,
  versions: readonly DocumentVersion[] = VERSIONS,
): DocumentVersion | undefined {
  return versions.find((version) => version.recognises(document));
}

/** Upgrades a stored document to the latest version, one version at a time. Pure; never throws. */
export function upgradeToLatest(
  document: StoredDocument,
  versions: readonly DocumentVersion[] = VERSIONS,
): Outcome<Upgraded> {
  const version = recognise(document, versions);
  const latest = versions.at(-1);
  if (version === undefined || latest === undefined) return failure(NO_KNOWN_VERSION);
  if (version === latest) return upgradedOutcome(document, null, { version, latest, warnings: [] });

  const climb = climbFrom(document, versions.slice(versions.indexOf(version)));
  if (!climb.ok) return climb;
  const patch = upgradePatch(climb.value, version);
  return upgradedOutcome(applyPatch(document, patch), patch, { version, latest, warnings: climb.warnings });
}

interface Ends {
  readonly version: DocumentVersion;
  readonly latest: DocumentVersion;
  readonly warnings: readonly Finding[];
}

function upgradedOutcome(
  document: StoredDocument,
  patch: Patch | null,
  { version, latest, warnings }: Ends,
): Outcome<Upgraded> {
  if (latest.read === undefined || !latest.recognises(document)) {
    return failure(noProductOf(latest));
  }
  const product = latest.read(document);
  return product.ok ? success({ document, patch, product: product.value, from: version.version }, warnings) : product;
}

/** The steps of an upgrade: the document in each version, starting with its own, and all fields that the steps set. */
export interface Climb {
  readonly documents: readonly [StoredDocument, ...StoredDocument[]];
  readonly targets: readonly Target[];
  /** The versions of the documents, in the same order. */
  readonly versions: readonly DocumentVersion[];
}

/** Upgrades a document from the first of the versions to the last. */
export function climbFrom(document: StoredDocument, versions: readonly DocumentVersion[]): Outcome<Climb> {
  const documents: [StoredDocument, ...StoredDocument[]] = [document];
  const targets: Target[] = [];
  const warnings: Finding[] = [];
  for (const version of versions.slice(0, -1)) {
    const current = documents.at(-1) ?? document;
    const step = version.upgrade?.(current) ?? withoutUpgrade(version);
    if (!step.ok) return step;
    targets.push(...step.value);
    warnings.push(...step.warnings);
    documents.push(overlay(current, step.value));
  }
  return success({ documents, targets, versions }, warnings);
}

/** The patch of an upgrade: the changes, and a copy of every value they replace. */
function upgradePatch({ documents, targets, versions }: Climb, version: DocumentVersion): Patch {
  const before = documents[0];
  const { document: after, paths: taken } = takeUp(before, documents.at(-1) ?? before);
  const paths = [...targets.map(({ path }) => path), ...taken];
  const content = upgradeContent({ before, after, paths, targets, version: version.version });
  return { ...content, compared: [...sourcesOf(versions), ...paths, LEGACY, NEWER] };
}

/** The input of an upgrade's patch. */
interface UpgradeEnds {
  readonly before: StoredDocument;
  readonly after: StoredDocument;
  /** The paths at which the two may differ. */
  readonly paths: readonly string[];
  readonly targets: readonly Target[];
  /** The version of `before`. */
  readonly version: number;
}

/**
 * What an upgrade's patch sets. It reads only `paths` and the places their values are copied from, and checks whether
 * there is a `legacy`.
 */
export function upgradeContent({ before, after, paths, targets, version }: UpgradeEnds): PatchContent {
  const { set } = buildPatch({ before, after, paths, copies: copiesOf(before, targets) });
  const legacy = {
    path: LEGACY,
    content: legacyContent(
      version,
      before,
      set.map(({ path }) => path),
    ),
  };
  return { set: [...set, legacy], unset: [] };
}

const sourcesByWay = new WeakMap<
  DocumentVersion,
  { readonly last: DocumentVersion | undefined; readonly sources: readonly string[] }
>();

/** Every path that these versions read; computed once for each list of versions. */
function sourcesOf(versions: readonly DocumentVersion[]): readonly string[] {
  const [first] = versions;
  const last = versions.at(-1);
  const known = first === undefined ? undefined : sourcesByWay.get(first);
  if (known !== undefined && known.last === last) return known.sources;
  const sources = [...new Set(versions.flatMap((version) => version.sources))];
  if (first !== undefined) sourcesByWay.set(first, { last, sources });
  return sources;
}

const NO_COPIES: ReadonlyMap<string, Content> = new Map();

/** The targets whose value already exists somewhere in the old document, directly or through an earlier step's copy. */
function copiesOf(before: StoredDocument, targets: readonly Target[]): ReadonlyMap<string, Content> {
  let origins: Map<string, string> | undefined;
  for (const { path, from } of targets) {
    if (from !== undefined && !(from === path && origins?.has(path) === true))
      (origins ??= new Map()).set(path, origins.get(from) ?? from);
  }
  if (origins === undefined) return NO_COPIES;
  const copies = new Map<string, Content>();
  // A field that does not move needs no copy.
  for (const [path, from] of origins) if (path !== from && hasAt(before, from)) copies.set(path, storedAt(from));
  return copies;
}
