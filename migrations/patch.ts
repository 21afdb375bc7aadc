import { isPresent } from './bson-value.js';
import { ancestors, getAt, hasAt, overlay, removeAt, resolvedPath, setAt } from './document-path.js';
import type { Target } from './document-version.js';
import type { StoredDocument } from './stored-document.js';

/** An old value that an upgrade keeps: the one at the path, or the fact that there was none. */
export interface Replaced {
  readonly path: string;
  readonly absent: boolean;
}

/**
 * What turns a stored document into another version, and all that is ever written of it: fields that are set, fields
 * that go, and (upgrade) old values kept in `legacy` or (downgrade) put back from there. Kept values are copied on the
 * server, since decoding and encoding would change some of them (5.0 becomes an Int32, numeric keys change their order).
 */
export interface Patch {
  /** The version that the document had, for an upgrade's `legacy`. */
  readonly from: number;
  readonly set: readonly Target[];
  /** Upgrade: what `legacy.replaced` will hold, in this order. */
  readonly replaced: readonly Replaced[];
  /** Downgrade: where the values of `legacy.replaced` go back to, by their position. */
  readonly restored: readonly { readonly path: string; readonly position: number }[];
  readonly unset: readonly string[];
  /** Every path whose value the patch was computed from. */
  readonly compared: readonly string[];
}

/** The document as the patch makes it. */
export function applyPatch(document: StoredDocument, patch: Patch): StoredDocument {
  const kept = patch.replaced.map(({ path, absent }) => (absent ? { path, absent: true } : { path, value: getAt(document, path) }));
  const put = patch.restored.map(({ path, position }) => ({ path, value: getAt(replacedEntry(document, position), 'value') }));
  const restored = overlay(document, put);
  const cleared = patch.unset.reduce((result, path) => removeAt(result, path), restored);
  const changed = overlay(cleared, patch.set);
  return kept.length === 0 ? changed : setAt(changed, 'legacy', { version: patch.from, replaced: kept });
}

function replacedEntry(document: StoredDocument, position: number): Readonly<Record<string, unknown>> {
  const list = getAt(document, 'legacy.replaced');
  return Array.isArray(list) ? (list[position] as Readonly<Record<string, unknown>>) : {};
}

/** The patch as an update with an aggregation pipeline. */
export function toUpdatePipeline(patch: Patch): Record<string, unknown>[] {
  const stages: Record<string, unknown>[] = [];
  const restored = patch.restored.map(({ path, position }) => [path, keptValue(position)] as const);
  if (restored.length > 0) stages.push({ $set: Object.fromEntries(restored) });
  if (patch.unset.length > 0) stages.push({ $unset: [...patch.unset] });
  const values = patch.set.map(({ path, value, from }) => [path, from === undefined ? { $literal: value } : `$${from}`] as const);
  const legacy = patch.replaced.length === 0 ? [] : [['legacy', legacyExpression(patch)] as const];
  if (values.length + legacy.length > 0) stages.push({ $set: Object.fromEntries([...values, ...legacy]) });
  return stages;
}

/** All values come from the document as it was: expressions of one stage see nothing of each other. */
function legacyExpression({ from, replaced }: Patch): Record<string, unknown> {
  return {
    $let: {
      vars: { kept: replaced.map(({ path, absent }) => (absent ? { path: { $literal: path }, absent: { $literal: true } } : { path: { $literal: path }, value: `$${path}` })) },
      // An object expression would be merged into an object that is already there; this one takes its place.
      in: { $mergeObjects: [{ version: { $literal: from }, replaced: '$$kept' }] },
    },
  };
}

function keptValue(position: number): Record<string, unknown> {
  return { $getField: { field: 'value', input: { $arrayElemAt: ['$legacy.replaced', position] } } };
}

/**
 * The condition under which a patch may be written: everything it was computed from is still the same. A difference that
 * is none (a value that decodes and encodes to another form) only means that this write is left out.
 */
export function toGuard(document: StoredDocument, patch: Patch): Record<string, unknown> {
  const paths = new Set(patch.compared.map((path) => resolvedPath(document, path)));
  const topmost = [...paths].filter((path) => !ancestors(path).some((parent) => paths.has(parent)));
  return {
    $expr: {
      $and: topmost.map((path) => {
        const value = getAt(document, path);
        if (value !== undefined) return { $eq: [`$${path}`, { $literal: value }] };
        return { $eq: [{ $type: `$${path}` }, hasAt(document, path) ? 'undefined' : 'missing'] };
      }),
    },
  };
}

/** The old values that setting these paths would replace, each at the topmost path that is missing or in the way. */
export function replacedBy(document: StoredDocument, paths: readonly string[]): readonly Replaced[] {
  const found = new Map<string, Replaced>();
  for (const path of paths) {
    const at = resolvedPath(document, path);
    if (!found.has(at)) found.set(at, { path: at, absent: !hasAt(document, at) });
  }
  return [...found.values()];
}

/**
 * Targets as they have to be written: where something that is no plain object stands in the way, the whole of it is
 * replaced by an object with all targets below it.
 */
export function writable(document: StoredDocument, targets: readonly Target[]): readonly Target[] {
  const result = new Map<string, Target>();
  for (const target of targets) {
    const at = resolvedPath(document, target.path);
    if (at === target.path || !isPresent(getAt(document, at))) {
      result.set(target.path, target);
      continue;
    }
    const below = target.path.slice(at.length + 1);
    const before = result.get(at)?.value as Readonly<Record<string, unknown>> | undefined;
    result.set(at, { path: at, value: setAt(before ?? {}, below, target.value) });
  }
  return [...result.values()];
}
