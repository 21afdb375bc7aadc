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
 * A document downgraded to the version it had before its upgrade, or, if it was created in the latest version, to the
 * version before that.
 */
export interface Downgraded {
  readonly document: StoredDocument;
  readonly patch: Patch;
  /** The version of the result. */
  readonly to: number;
}

/** A downgrade in progress: the upgraded document, and what is known of the old one. */
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
 * Reverts an upgrade, using nothing but the document. An unchanged document becomes what it was, byte for byte. Later
 * changes are expressed in the old shape's fields; what the old shape has no field for is kept in `newer`, so that the
 * next upgrade restores it. Fails rather than lose data if the document is not a valid product. Never throws.
 */
export function downgrade(
  document: StoredDocument,
  versions: readonly DocumentVersion[] = VERSIONS,
): Outcome<Downgraded> {
  const current = recognise(document, versions);
  // Only versions with a `read` of their own carry a marker and the `legacy` bookkeeping.
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

/** The rollback of a document that was upgraded. */
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

/** The rollback of a document that was created in the latest version. */
function wasCreated(latest: StoredDocument, versions: readonly DocumentVersion[]): Descent | undefined {
  const target = versions.length - 2;
  const adoption = versions[target]?.adoption;
  if (adoption === undefined) return undefined;
  const gone = adoption.filter((change) => 'absent' in change).map(({ path }) => path);
  // Old values of a version that the document cannot go back to are no longer needed.
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
  // If the old fields cannot hold the changes, all of them go into `newer`.
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
 * How the document differs from an upgrade of the old one; `undefined` if that upgrade fails or the old document is of
 * another version.
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

/** The changes, expressed in each older version in turn. */
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
 * The old document with the changes in its own fields. Whatever an upgrade would still not reproduce goes into `newer`.
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
  // A field that merely happens to be called `newer` is user data.
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
  // Values in `legacy` are copied by position, so the guard compares only the positions.
  if (legacyOf(latest) !== undefined) compared.delete(LEGACY);
  const patch: Patch = { ...buildPatch({ before: latest, after: old, paths, copies }), compared: [...compared] };
  return { document: applyPatch(latest, patch), patch, to: versions[target]?.version ?? 0 };
}
