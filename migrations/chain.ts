import { deepEqual, isPlainObject, numberOf } from './bson-value.js';
import { getAt, hasAt, isOwnPath, overlay, overlaps, removeAt } from './document-path.js';
import type { DocumentVersion, Target } from './document-version.js';
import { differences } from './differences.js';
import { keepAside, takenUp } from './newer.js';
import type { Finding, Outcome } from './outcome.js';
import { failure, success } from './outcome.js';
import type { Patch } from './patch.js';
import { applyPatch, replacedBy, writable } from './patch.js';
import type { Product } from './product.js';
import type { StoredDocument } from './stored-document.js';
import { VERSIONS } from './versions.js';

/** A document in the latest version. */
export interface Upgraded {
  /** The whole new document. */
  readonly document: StoredDocument;
  /** What makes it of the stored one; `null` where that is of the latest version already. */
  readonly patch: Patch | null;
  readonly product: Product;
  /** The version that the stored document has. */
  readonly from: number;
}

/** A document in the version that it had before it was upgraded (v1 where it was created in the latest). */
export interface Downgraded {
  readonly document: StoredDocument;
  readonly patch: Patch;
  /** The version of the result. */
  readonly to: number;
}

/** The version of a stored document; `undefined` where it is of none. */
export function recognise(document: StoredDocument, versions: readonly DocumentVersion[] = VERSIONS): DocumentVersion | undefined {
  return versions.find((version) => version.recognises(document));
}

/** Upgrades a stored document to the latest version, step by step through all between. Pure; never throws. */
export function upgradeToLatest(document: StoredDocument, versions: readonly DocumentVersion[] = VERSIONS): Outcome<Upgraded> {
  const version = recognise(document, versions);
  const latest = versions.at(-1);
  if (version === undefined || latest?.read === undefined) return failure({ path: '', problem: 'Document is of no known version' });
  if (version === latest) {
    const product = latest.read(document);
    return product.ok ? success({ document, patch: null, product: product.value, from: version.version }, product.warnings) : product;
  }
  const stepped = stepUp(document, versions.slice(versions.indexOf(version)));
  if (!stepped.ok) return stepped;
  const patch = patchTo(document, takenUp(document, stepped.value), version);
  if (!patch.ok) return patch;
  const upgraded = applyPatch(document, patch.value);
  const product = latest.read(upgraded);
  if (!product.ok) return product;
  return success({ document: upgraded, patch: patch.value, product: product.value, from: version.version }, [...stepped.warnings, ...product.warnings]);
}

/** All targets of the steps, later ones over earlier ones, and where their values can be copied from. */
function stepUp(document: StoredDocument, versions: readonly DocumentVersion[]): Outcome<readonly Target[]> {
  let current = document;
  let targets: readonly Target[] = [];
  const warnings: Finding[] = [];
  for (const version of versions) {
    if (version.upgrade === undefined) break;
    const outcome = version.upgrade(current);
    if (!outcome.ok) return outcome;
    warnings.push(...outcome.warnings);
    current = overlay(current, outcome.value);
    targets = merged(targets, outcome.value.map((target) => traced(target, targets)), current);
  }
  return success(targets, warnings);
}

/** A target whose value was itself set by an earlier step is copied from that step's own source. */
function traced(target: Target, earlier: readonly Target[]): Target {
  const origin = earlier.find(({ path }) => target.from !== undefined && overlaps(path, target.from));
  if (origin === undefined) return target;
  if (origin.path === target.from && origin.from !== undefined) return { ...target, from: origin.from };
  return { path: target.path, value: target.value };
}

/** Earlier and later targets as one list; where one path leads to another, the upper one takes the value of both. */
function merged(earlier: readonly Target[], later: readonly Target[], result: StoredDocument): readonly Target[] {
  const paths = new Map<string, Target>();
  for (const target of [...earlier, ...later]) paths.set(target.path, target);
  const all = [...paths.values()];
  return all
    .filter(({ path }) => !all.some((other) => path.startsWith(`${other.path}.`)))
    .map((target) => (all.some((other) => other.path.startsWith(`${target.path}.`)) ? { path: target.path, value: getAt(result, target.path) } : target));
}

function patchTo(document: StoredDocument, targets: readonly Target[], version: DocumentVersion): Outcome<Patch> {
  const changing = targets.filter(({ path, value }) => !(hasAt(document, path) && deepEqual(getAt(document, path), value)));
  const set = writable(document, changing);
  const replaced = replacedBy(document, [...changing.map(({ path }) => path), ...(hasAt(document, 'legacy') ? ['legacy'] : [])]);
  const lost = replaced.find(({ path, absent }) => !absent && getAt(document, path) === undefined);
  if (lost !== undefined) return failure({ path: lost.path, problem: 'A value of the retired BSON type "undefined" cannot be kept' });
  const compared = [...version.sources, ...targets.map(({ path }) => path), 'schemaVersion', 'legacy', 'newer'];
  return success({ from: version.version, set, replaced, restored: [], unset: [], compared });
}

/**
 * Takes an upgrade back, from the document alone: untouched documents become what they were, byte for byte; what was
 * changed since is said in the old shape's fields, and what has no place there is kept aside in `newer`. Never throws.
 */
export function downgrade(document: StoredDocument, versions: readonly DocumentVersion[] = VERSIONS): Outcome<Downgraded> {
  const latest = versions.at(-1);
  if (latest === undefined || recognise(document, versions) !== latest) return failure({ path: 'schemaVersion', problem: 'Document is not of the latest version' });
  const back = takeBack(document, versions);
  if (!back.ok) return back;
  const { old, restored, unset } = back.value;
  const version = recognise(old, versions) ?? versions.at(-2);
  if (version === undefined) return failure({ path: 'schemaVersion', problem: 'There is no older version' });

  const told = tellChanges(old, document, version, versions);
  const aside = keepAside(told, document, versions, upgradedDocument);
  const changes = differences(old, aside).map((change) => change.path);
  const set = writable(old, topmostOf(changes).filter((path) => hasAt(aside, path)).map((path) => ({ path, value: getAt(aside, path) })));
  const gone = changes.filter((path) => !hasAt(aside, path) && hasAt(old, path));
  const patch: Patch = { from: latest.version, set, replaced: [], restored, unset: [...unset, ...gone], compared: Object.keys(document) };
  return success({ document: applyPatch(document, patch), patch, to: version.version });
}

interface TakenBack {
  readonly old: StoredDocument;
  readonly restored: Patch['restored'];
  readonly unset: readonly string[];
}

/** The document with its old values back in their places. */
function takeBack(document: StoredDocument, versions: readonly DocumentVersion[]): Outcome<TakenBack> {
  const replaced = isPlainObject(document.legacy) && numberOf(document.legacy.version) !== undefined ? document.legacy.replaced : undefined;
  if (!Array.isArray(replaced)) {
    // Created in the latest version: nothing to put back, but what the older shape does not know has to go.
    const unknown = (versions.at(-2)?.unknownFields ?? []).filter((path) => hasAt(document, path));
    return success({ old: unknown.reduce((result, path) => removeAt(result, path), document), restored: [], unset: unknown });
  }
  const entries = replaced.map((entry: unknown, position) => ({ entry: isPlainObject(entry) ? entry : {}, position }));
  if (!entries.every(({ entry }) => isOwnPath(entry.path))) return failure({ path: 'legacy', problem: 'The kept values are not what an upgrade leaves' });
  const restored = entries.filter(({ entry }) => entry.absent !== true).map(({ entry, position }) => ({ path: String(entry.path), position }));
  const absent = entries.filter(({ entry }) => entry.absent === true).map(({ entry }) => String(entry.path));
  const unset = [...absent, ...(restored.some(({ path }) => path === 'legacy') ? [] : ['legacy'])];
  const patch: Patch = { from: 0, set: [], replaced: [], restored, unset, compared: [] };
  return success({ old: applyPatch(document, patch), restored, unset });
}

/** The old document with the changes since its upgrade, said in its own fields. */
function tellChanges(old: StoredDocument, document: StoredDocument, version: DocumentVersion, versions: readonly DocumentVersion[]): StoredDocument {
  const forms = formsOf(old, version, versions);
  let changes = differences(removeAt(forms.at(-1) ?? old, 'legacy'), removeAt(document, 'legacy'));
  for (let index = forms.length - 2; index >= 0; index--) {
    const older = versions[versions.indexOf(version) + index];
    const form = forms[index];
    if (form !== undefined) changes = older?.downgrade?.(changes, form) ?? [];
  }
  return changes.length === 0 ? old : overlay(old, changes.filter((change): change is Target => 'value' in change));
}

/** The old document in its own version and in each later one; one that cannot be upgraded stands for itself. */
function formsOf(old: StoredDocument, version: DocumentVersion, versions: readonly DocumentVersion[]): StoredDocument[] {
  const forms = [old];
  for (const step of versions.slice(versions.indexOf(version), -1)) {
    const form = forms.at(-1) ?? old;
    const outcome = step.upgrade?.(form);
    forms.push(outcome?.ok === true ? overlay(form, outcome.value) : form);
  }
  // The last form as it really was, with what had been kept aside.
  forms[forms.length - 1] = upgradedDocument(old, versions) ?? forms.at(-1) ?? old;
  return forms;
}

function upgradedDocument(document: StoredDocument, versions: readonly DocumentVersion[]): StoredDocument | undefined {
  const outcome = upgradeToLatest(document, versions);
  return outcome.ok ? outcome.value.document : undefined;
}

function topmostOf(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}.`)));
}
