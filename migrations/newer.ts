import { deepEqual, isPlainObject, numberOf } from './bson-value.js';
import { getAt, hasAt, isOwnPath, removeAt, setAt } from './document-path.js';
import type { Change } from './document-version.js';
import type { Content } from './patch.js';
import { storedAt } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/**
 * The field in which a downgraded document keeps what its shape has no place for: each value with what an upgrade would
 * put in its place (`over`). An upgrade lets the kept value stand for that, and leaves `newer` itself where it is.
 */
export const NEWER = 'newer';

/** A field's content of a newer version; `over` is missing where an upgrade would give the field no value. */
type KeptAside = Change & { readonly over?: unknown };

/** Paths that a kept value may never take: they say what a document is, not what it contains. */
const NEVER: readonly string[] = ['legacy', 'newer', 'schemaVersion'];

/** Whether `newer` is what a downgrade wrote, and not something else of that name. */
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

/** An upgraded document with the kept values laid over it, and the paths where they were. */
export interface TakenUp {
  readonly document: StoredDocument;
  readonly paths: readonly string[];
}

/**
 * Lays the kept values over an upgraded document, each as long as the upgrade still gives what it gave when the value
 * was put aside: if not, somebody has changed the old document since, and that is what counts.
 */
export function takeUp(stored: StoredDocument, upgraded: StoredDocument): TakenUp {
  const valid = keptAside(stored).filter(({ path, over }) => deepEqual(getAt(upgraded, path) ?? null, over ?? null));
  const document = valid.reduce((result, entry) => laidOver(stored, result, entry), upgraded);
  return { document, paths: valid.map(({ path }) => path) };
}

/**
 * A field that is to have no value is not set in the first place; one that the old document has becomes null, since
 * nothing is ever removed.
 */
function laidOver(stored: StoredDocument, document: StoredDocument, entry: KeptAside): StoredDocument {
  if ('value' in entry) return setAt(document, entry.path, entry.value);
  return hasAt(stored, entry.path) ? setAt(document, entry.path, null) : removeAt(document, entry.path);
}

/** `newer` for these changes, which an upgrade of `old` would not give: their values, and where each is copied from. */
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
