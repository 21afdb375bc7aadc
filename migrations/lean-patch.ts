import { NO_KNOWN_VERSION, recognise, upgradeContent } from './chain.js';
import type { DocumentVersion, Target } from './document-version.js';
import { LEGACY } from './legacy.js';
import { leanClimb, needsWhole } from './lean-climb.js';
import type { Finding, Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import type { PatchContent } from './patch.js';
import type { ReadingPaths } from './reading-paths.js';
import { readingPaths } from './reading-paths.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** A patch to the latest version; `null` if the document is already of that version. */
export type LeanPatch = PatchContent | null;

/** The paths of a version's documents that `patchToLatest` needs, besides those that tell the version. */
export function patchingPaths(version: DocumentVersion, versions: readonly DocumentVersion[] = VERSIONS): ReadingPaths {
  const { paths, ...partly } = readingPaths(version, versions, { alsoRead: versions.at(-1)?.lacks === undefined });
  // Only whether the field exists matters, not its value.
  return { paths: [...paths, `${LEGACY}.version`], ...partly };
}

/**
 * The patch that takes a document to the latest version: what `upgradeToLatest` sets, or its failures, but without
 * applying the patch and reading the result again. The document needs no more than `patchingPaths` decoded; the result
 * is `undefined` if the whole document is needed, and `upgradeToLatest` must be used instead. Pure; never throws.
 */
export function patchToLatest(
  document: StoredDocument,
  versions: readonly DocumentVersion[] = VERSIONS,
): Outcome<LeanPatch> | undefined {
  const version = recognise(document, versions);
  if (version === undefined) return failure(NO_KNOWN_VERSION);
  if (needsWhole(document, version, versions)) return undefined;
  const climb = leanClimb(document, version, versions);
  if (!climb.ok) return climb;
  const { after, targets } = climb.value;
  const lacking = lackingIn(after, versions.at(-1));
  if (lacking.length > 0) return failure(...lacking);
  if (version === versions.at(-1)) return success(null);

  if (!coverageOf(version, versions).covers(targets)) return undefined;
  const content = upgradeContent({
    before: document,
    after,
    paths: targets.map(({ path }) => path),
    targets,
    version: version.version,
  });
  return success(content, climb.warnings);
}

function lackingIn(document: StoredDocument, latest: DocumentVersion | undefined): readonly Finding[] {
  if (latest?.lacks !== undefined) return latest.lacks(document);
  const product = latest?.read?.(document);
  return product?.ok === false ? product.failures : [];
}

/** Targets use few paths. If a version derives paths from document content, the cache must not grow without bound. */
const MAX_KNOWN = 1_000;

/** Which paths are fully decoded in a document of a version. */
class Coverage {
  private readonly whole: readonly string[];
  private readonly known = new Map<string, boolean>();

  constructor({ paths, firstElementOf, elementFields }: ReadingPaths) {
    this.whole = paths.filter((path) => !firstElementOf.includes(path) && !Object.hasOwn(elementFields, path));
  }

  /**
   * Whether the old values at the targets, and the values copied to them, are all decoded: the old ones are kept next
   * to the new ones.
   */
  covers(targets: readonly Target[]): boolean {
    return targets.every(({ path, from }) => this.isWhole(path) && (from === undefined || this.isWhole(from)));
  }

  private isWhole(path: string): boolean {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const isWhole = this.whole.some((whole) => path === whole || path.startsWith(`${whole}.`));
    if (this.known.size < MAX_KNOWN) this.known.set(path, isWhole);
    return isWhole;
  }
}

const coverages = new WeakMap<readonly DocumentVersion[], Map<DocumentVersion, Coverage>>();

function coverageOf(version: DocumentVersion, versions: readonly DocumentVersion[]): Coverage {
  let known = coverages.get(versions);
  if (known === undefined) coverages.set(versions, (known = new Map()));
  const coverage = known.get(version) ?? new Coverage(patchingPaths(version, versions));
  known.set(version, coverage);
  return coverage;
}
