import { deepEqual, isPlainObject } from './bson-value.js';
import { ancestors, getAt, hasAt, isOwnPath, overlay, removeAt, setAt } from './document-path.js';
import type { Change, DocumentVersion, Target } from './document-version.js';
import { differences } from './differences.js';
import type { StoredDocument } from './stored-document.js';

/** The field of a downgraded document that keeps what its shape has no place for. */
export const NEWER = 'newer';

/** What a document that is upgraded and then downgraded again needs: `upgradeToLatest`, given by the chain. */
export type Upgrade = (document: StoredDocument, versions: readonly DocumentVersion[]) => StoredDocument | undefined;

/**
 * A downgraded document with all that its own upgrade would not give back kept in `newer`, each value with what the
 * upgrade would put there (`over`): if that changes, someone has changed the old document since, and the kept value is
 * out of date.
 */
export function keepAside(told: StoredDocument, latest: StoredDocument, versions: readonly DocumentVersion[], upgrade: Upgrade): StoredDocument {
  if (lost(told, latest, versions, upgrade).length === 0) return told;
  const base = removeAt(told, NEWER);
  const again = upgrade(base, versions) ?? base;
  const values = lost(base, latest, versions, upgrade).map((change) => ({
    ...change,
    ...(hasAt(again, change.path) ? { over: getAt(again, change.path) } : {}),
  }));
  const version = versions.at(-1)?.version ?? 0;
  return setAt(told, NEWER, { version, values });
}

/** What an upgrade of the downgraded document would not give back. */
function lost(told: StoredDocument, latest: StoredDocument, versions: readonly DocumentVersion[], upgrade: Upgrade): readonly Change[] {
  const again = upgrade(told, versions) ?? told;
  return differences(bare(again), bare(latest));
}

/** A document without the fields that only keep account of versions. */
function bare(document: StoredDocument): StoredDocument {
  return removeAt(removeAt(document, 'legacy'), NEWER);
}

/** The targets of an upgrade with the values that were kept aside put over them; `newer` is then done with. */
export function takenUp(document: StoredDocument, targets: readonly Target[]): readonly Target[] {
  const kept = entriesOf(document);
  if (kept === undefined) return targets;
  const computed = overlay(document, targets);
  let result = computed;
  for (const entry of kept) {
    if (!deepEqual(getAt(computed, entry.path), entry.over)) continue;
    result = 'value' in entry.change ? setAt(result, entry.path, entry.change.value) : removeAt(result, entry.path);
  }
  const paths = new Set([...targets.map(({ path }) => path), ...kept.map(({ path }) => path)]);
  const topmost = [...paths].filter((path) => !ancestors(path).some((parent) => paths.has(parent)));
  return [
    ...topmost.flatMap((path) => (hasAt(result, path) ? [targetAt(path, getAt(result, path), targets)] : [])),
    // Set to null rather than removed: a downgrade then finds its place again.
    { path: NEWER, value: null },
  ];
}

function targetAt(path: string, value: unknown, targets: readonly Target[]): Target {
  const target = targets.find((candidate) => candidate.path === path);
  return target !== undefined && target.value === value ? target : { path, value };
}

interface KeptEntry {
  readonly path: string;
  readonly change: Change;
  readonly over: unknown;
}

/** The entries of a document's `newer`; `undefined` where it has none that a downgrade wrote. */
function entriesOf(document: StoredDocument): readonly KeptEntry[] | undefined {
  const newer = Object.hasOwn(document, NEWER) ? document[NEWER] : undefined;
  if (!isPlainObject(newer) || !Array.isArray(newer.values)) return undefined;
  const entries: KeptEntry[] = [];
  for (const entry of newer.values as readonly unknown[]) {
    if (!isPlainObject(entry) || !isOwnPath(entry.path)) return undefined;
    const change: Change = entry.absent === true ? { path: entry.path, absent: true } : { path: entry.path, value: entry.value };
    entries.push({ path: entry.path, change, over: entry.over });
  }
  return entries;
}
