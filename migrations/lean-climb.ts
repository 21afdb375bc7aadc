import { noProductOf, withoutUpgrade } from './chain.js';
import { overlayOn } from './document-path.js';
import type { DocumentVersion, Target } from './document-version.js';
import { hasKeptAside } from './newer.js';
import type { Finding, Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import { readBy, recognisedBy } from './reading-paths.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** The result of upgrading a document, without the fields that no step reads. */
export interface LeanClimb {
  /** The latest version's document, as far as it is read, and everything that the steps set. */
  readonly after: StoredDocument;
  readonly targets: readonly Target[];
}

/** Whether a document of this version must be mapped whole: values kept in `newer` may override any part of it. */
export function needsWhole(
  document: StoredDocument,
  version: DocumentVersion,
  versions: readonly DocumentVersion[] = VERSIONS,
): boolean {
  return version !== versions.at(-1) && hasKeptAside(document);
}

/** Upgrades a document of this version to the latest one. Not for documents that `needsWhole`. */
export function leanClimb(
  document: StoredDocument,
  version: DocumentVersion,
  versions: readonly DocumentVersion[],
): Outcome<LeanClimb> {
  let after = document;
  let targets: readonly Target[] = [];
  let warnings: readonly Finding[] = [];
  const carried = carriedBy(versions);
  for (let index = versions.indexOf(version); index < versions.length - 1; index++) {
    const step = versions[index]?.upgrade?.(after) ?? withoutUpgrade(versions[index]);
    if (!step.ok) return step;
    targets = joined(targets, step.value);
    warnings = joined(warnings, step.warnings);
    after = overlayOn(after, carried.from(index + 1, step.value), step.value);
  }
  const latest = versions.at(-1);
  return latest?.read === undefined || !latest.recognises(after)
    ? failure(noProductOf(latest))
    : success({ after, targets }, warnings);
}

function joined<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...first, ...second];
}

/** Targets use few paths. If a version derives paths from document content, the cache must not grow without bound. */
const MAX_KNOWN = 1_000;

/**
 * The top-level fields to carry from step to step: those that a later version reads, and those that an earlier step has
 * ever set. It learns the latter over time; carrying more than a document needs is harmless.
 */
class CarriedFields {
  private readonly names: readonly Set<string>[];
  private readonly lists: (readonly string[])[];
  /** Target paths known to be carried, by the index of the version they are for. */
  private readonly known: readonly Set<string>[];

  constructor(versions: readonly DocumentVersion[]) {
    this.names = versions.map((_, index) => new Set(['_id', ...versions.slice(index).flatMap(pathsOf).map(topOf)]));
    this.lists = this.names.map((names) => [...names]);
    this.known = versions.map(() => new Set());
  }

  /** The fields that a document of the version at an index needs, given these targets. */
  from(index: number, targets: readonly Target[]): readonly string[] {
    const known = this.known[index];
    for (const { path } of targets) if (known?.has(path) !== true) this.carry(index, path);
    return this.lists[index] ?? [];
  }

  private carry(index: number, path: string): void {
    const known = this.known[index];
    if (known !== undefined && known.size < MAX_KNOWN) known.add(path);
    const name = topOf(path);
    for (let later = index; later < this.names.length; later++) {
      const names = this.names[later];
      if (names === undefined || names.has(name)) continue;
      names.add(name);
      this.lists[later] = [...names];
    }
  }
}

function pathsOf(version: DocumentVersion): readonly string[] {
  return [...readBy(version), ...recognisedBy(version)];
}

function topOf(path: string): string {
  const end = path.indexOf('.');
  return end === -1 ? path : path.slice(0, end);
}

const carriedFields = new WeakMap<readonly DocumentVersion[], CarriedFields>();

function carriedBy(versions: readonly DocumentVersion[]): CarriedFields {
  const known = carriedFields.get(versions) ?? new CarriedFields(versions);
  carriedFields.set(versions, known);
  return known;
}
