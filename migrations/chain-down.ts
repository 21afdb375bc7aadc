import { buildPatch } from './build-patch.js';
import { climbFrom, recognise, upgradeToLatest } from './chain.js';
import { differences } from './differences.js';
import { hasAt, overlay, removeAt, setAt, withoutPaths } from './document-path.js';
import type { Change, DocumentVersion, Target } from './document-version.js';
import { keptAt, LEGACY, legacyOf, putBack } from './legacy.js';
import { hasKeptAside, NEWER, newerContent } from './newer.js';
import type { Finding, Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import type { Content, Patch } from './patch.js';
import { applyPatch, contentIn } from './patch.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/**
 * A document in the version it had before its upgrade; where it was created in the latest version, in the one before.
 */
export interface Downgraded {
  readonly document: StoredDocument;
  readonly patch: Patch;
  /** The version of the result. */
  readonly to: number;
}

/** A downgrade under way: the upgraded document, and the old one as far as it is known. */
interface Descent {
  readonly latest: StoredDocument;
  readonly old: StoredDocument;
  readonly versions: readonly DocumentVersion[];
  /** Index of the old document's version. */
  readonly target: number;
  /** Every path at which the two may differ. */
  readonly paths: readonly string[];
  readonly copies: ReadonlyMap<string, Content>;
}

/**
 * Takes an upgrade back, from the document alone: an untouched document becomes what it was, byte for byte; what was
 * changed since is said in the old shape's fields, and what has no place there is kept aside in `newer`, so that a
 * later upgrade gives it all back. Fails, rather than lose anything, where the document's content makes no product.
 * Never throws.
 */
export function downgrade(
  document: StoredDocument,
  versions: readonly DocumentVersion[] = VERSIONS,
): Outcome<Downgraded> {
  const current = recognise(document, versions);
  // Only versions that can be read by themselves are marked, and keep account of what they were.
  if (current?.read === undefined)
    return failure({ path: 'schemaVersion', problem: 'This document version cannot be downgraded' });
  const product = current.read(document);
  if (!product.ok) return product;

  const known = versions.slice(0, versions.indexOf(current) + 1);
  const result = firstFound([wasUpgraded, wasCreated], (way) => {
    const descent = way(document, known);
    return descent && descend(descent);
  });
  return result === undefined ? failure(whyNot(document)) : success(result);
}

function whyNot(document: StoredDocument): Finding {
  return hasAt(document, NEWER) && !hasKeptAside(document)
    ? { path: NEWER, problem: 'Changes cannot be kept: another program uses the field for them' }
    : { path: 'schemaVersion', problem: 'Document cannot be expressed in an older version' };
}

/** The rollback of a document that an upgrade made. */
function wasUpgraded(latest: StoredDocument, versions: readonly DocumentVersion[]): Descent | undefined {
  const legacy = legacyOf(latest);
  const target = versions.findIndex(({ version }) => version === legacy?.version);
  if (legacy === undefined || target === -1 || target === versions.length - 1) return undefined;
  return {
    latest,
    old: putBack(latest, legacy),
    versions,
    target,
    paths: [...legacy.replaced.map(({ path }) => path), LEGACY],
    copies: new Map(legacy.replaced.filter(({ absent }) => !absent).map((kept) => [kept.path, keptAt(kept)])),
  };
}

/** The rollback of a document that has never been of an older version. */
function wasCreated(latest: StoredDocument, versions: readonly DocumentVersion[]): Descent | undefined {
  const target = versions.length - 2;
  const adoption = versions[target]?.adoption;
  if (adoption === undefined) return undefined;
  const gone = adoption.filter((change) => 'absent' in change).map(({ path }) => path);
  // Old values of a version that the document cannot go back to are of no use any more.
  const paths = legacyOf(latest) === undefined ? gone : [...gone, LEGACY];
  const values = adoption.filter((change): change is Target => 'value' in change);
  const old = overlay(withoutPaths(latest, paths), values);
  return { latest, old, versions, target, paths: [...paths, ...values.map(({ path }) => path)], copies: new Map() };
}

function descend(descent: Descent): Downgraded | undefined {
  const changes = changesSince(descent, descent.old);
  if (changes === undefined) return undefined;
  if (changes.length === 0) return finished(descent, descent.old, []);

  const told = toldInOldFields(descent, changes);
  // Where the old fields cannot take the changes, all of them are kept aside.
  return firstFound([told, []], (targets) => withRestAside(descent, targets));
}

function firstFound<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What distinguishes the document from an upgrade of the old one; `undefined` where that fails or is of another
 * version.
 */
function changesSince({ latest, versions, target }: Descent, old: StoredDocument): readonly Change[] | undefined {
  const upgraded = upgradedOf(old, versions, target);
  return upgraded === undefined ? undefined : differences(upgraded, latest);
}

function upgradedOf(
  old: StoredDocument,
  versions: readonly DocumentVersion[],
  target: number,
): StoredDocument | undefined {
  if (recognise(old, versions) !== versions[target]) return undefined;
  const outcome = upgradeToLatest(old, versions);
  return outcome.ok ? outcome.value.document : undefined;
}

/** The changes, passed down version by version. */
function toldInOldFields({ old, versions, target }: Descent, changes: readonly Change[]): readonly Target[] {
  const climb = climbFrom(old, versions.slice(target));
  if (!climb.ok) return [];
  let told: readonly Change[] = changes;
  for (let index = versions.length - 2; index >= target; index--) {
    const form = climb.value.documents[index - target];
    told = form === undefined ? [] : (versions[index]?.downgrade?.(told, form) ?? []);
  }
  return told.filter((change): change is Target => 'value' in change && change.value !== undefined);
}

/**
 * The old document with the changes in its own fields, and with all that its upgrade would still not give kept aside.
 */
function withRestAside(descent: Descent, told: readonly Target[]): Downgraded | undefined {
  const { latest, versions, target } = descent;
  const changed = overlay(descent.old, told);
  const base = hasKeptAside(changed) ? removeAt(changed, NEWER) : changed;
  const upgraded = upgradedOf(base, versions, target);
  if (upgraded === undefined) return undefined;

  const lost = differences(upgraded, latest);
  const paths = told.map(({ path }) => path);
  if (lost.length === 0) return finished(descent, base, paths);
  // A field that only happens to be called `newer` is somebody's data.
  if (hasAt(base, NEWER)) return undefined;
  const content = newerContent(versions.at(-1)?.version ?? 0, lost, upgraded);
  const aside = setAt(changed, NEWER, contentIn(latest, content));
  return changesSince(descent, aside)?.length === 0 ? finished(descent, aside, paths, content) : undefined;
}

function finished(descent: Descent, old: StoredDocument, told: readonly string[], newer?: Content): Downgraded {
  const { latest, versions, target } = descent;
  const paths = [...descent.paths, ...told, NEWER];
  const copies = newer === undefined ? descent.copies : new Map([...descent.copies, [NEWER, newer]]);
  const sources = versions.slice(target).flatMap((version) => version.sources);
  const compared = new Set([...sources, ...paths]);
  // What is kept in `legacy` is copied by its position: the guard looks at that alone.
  if (legacyOf(latest) !== undefined) compared.delete(LEGACY);
  const patch: Patch = { ...buildPatch({ before: latest, after: old, paths, copies }), compared: [...compared] };
  return { document: applyPatch(latest, patch), patch, to: versions[target]?.version ?? 0 };
}
