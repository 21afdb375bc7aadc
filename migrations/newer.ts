import { deepEqual, isPlainObject, numberOf } from './bson-value.js';
import { getAt, hasAt, isOwnPath, removeAt, setAt } from './document-path.js';
import type { Change } from './document-version.js';
import type { Content } from './patch.js';
import { storedAt } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/**
 * The field in which a downgraded document keeps values that its shape has no field for, each with the value that an
 * upgrade would produce instead (`over`). An upgrade restores the kept value, and leaves `newer` itself in place.
 */
export const NEWER = 'newer';

/** A kept value of a newer version; `over` is missing if an upgrade would give the field no value. */
type KeptAside = Change & { readonly over?: unknown };

/** Paths that a kept value must never set: they define what a document is, not what it contains. */
const NEVER: readonly string[] = ['legacy', 'newer', 'schemaVersion'];

/** Whether `newer` was written by a downgrade, and is not some other field of that name. */
export function hasKeptAside(document: StoredDocument): boolean {
  return numberOf(getAt(document, 'newer.version')) !== undefined && Array.isArray(getAt(document, 'newer.values'));
}

function keptAside(document: StoredDocument): readonly KeptAside[] {
  if (!hasKeptAside(document)) return [];
  return (getAt(document, 'newer.values') as readonly unknown[]).flatMap((entry) => {
    if (!isPlainObject(entry) || !isOwnPath(entry.path) || NEVER.includes(entry.path.split('.')[0] ?? '')) return [];
    const { path, over } = entry;
    return [{ ...(entry.absent === true ? { path, absent: true as const } : { path, value: entry.value }), over }];
  });
}

/** An upgraded document with the kept values applied, and their paths. */
export interface TakenUp {
  readonly document: StoredDocument;
  readonly paths: readonly string[];
}

/**
 * Applies the kept values to an upgraded document. Each applies only while the upgrade still produces the value it
 * produced when the kept value was stored; otherwise somebody has changed the old document since, and that change wins.
 */
export function takeUp(stored: StoredDocument, upgraded: StoredDocument): TakenUp {
  const valid = keptAside(stored).filter(({ path, over }) => deepEqual(getAt(upgraded, path) ?? null, over ?? null));
  const document = valid.reduce((result, entry) => laidOver(stored, result, entry), upgraded);
  return { document, paths: valid.map(({ path }) => path) };
}

/**
 * A field that should be absent is not set at all; if the old document has it, it becomes null, because an upgrade
 * never removes anything.
 */
function laidOver(stored: StoredDocument, document: StoredDocument, entry: KeptAside): StoredDocument {
  if ('value' in entry) return setAt(document, entry.path, entry.value);
  return hasAt(stored, entry.path) ? setAt(document, entry.path, null) : removeAt(document, entry.path);
}

/** `newer` for changes that an upgrade would not reproduce: their values, and where each is copied from. */
export function newerContent(version: number, changes: readonly Change[], upgraded: StoredDocument): Content {
  const entry = (change: Change): Content => ({
    fields: [
      ['path', { literal: change.path }],
      'value' in change ? ['value', storedAt(change.path)] : ['absent', { literal: true }],
      ...(hasAt(upgraded, change.path) ? [['over', { literal: getAt(upgraded, change.path) }] as const] : []),
    ],
  });
  return {
    fields: [
      ['version', { literal: version }],
      ['values', { items: changes.map(entry) }],
    ],
  };
}
