import { isPlainObject, numberOf } from './bson-value.js';
import { getAt, hasAt, isOwnPath, overlay, withoutPaths } from './document-path.js';
import { rememberedByText } from './memoised.js';
import type { Content } from './patch.js';
import { storedAt } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/** The field in which an upgraded document keeps what a rollback needs. */
export const LEGACY = 'legacy';

/** A value that an upgrade replaced, and where it is kept. */
interface Kept {
  readonly path: string;
  readonly absent: boolean;
  readonly position: number;
}

/** What an upgraded document records about its former version. */
export interface Legacy {
  readonly version: number;
  readonly replaced: readonly Kept[];
}

/** `legacy` of an upgrade that sets these paths: each old value, copied, or the fact that there was none. */
export function legacyContent(version: number, document: StoredDocument, paths: readonly string[]): Content {
  const items = paths.map((path) => (hasAt(document, path) ? kept(path) : absent(path)));
  if (hasAt(document, LEGACY)) items.push(kept(LEGACY));
  return {
    fields: [
      ['version', { literal: version }],
      ['replaced', { items }],
    ],
  };
}

const kept = rememberedByText((path: string): Content => ({
  fields: [
    ['path', { literal: path }],
    ['value', storedAt(path)],
  ],
}));
const absent = rememberedByText((path: string): Content => ({
  fields: [
    ['path', { literal: path }],
    ['absent', { literal: true }],
  ],
}));

/** `legacy` as an upgrade wrote it; `undefined` if there is none, or if the field is something else. */
export function legacyOf(document: StoredDocument): Legacy | undefined {
  const version = numberOf(getAt(document, `${LEGACY}.version`));
  const list = getAt(document, `${LEGACY}.replaced`);
  if (version === undefined || !Array.isArray(list)) return undefined;
  const replaced: Kept[] = [];
  for (const [position, entry] of (list as readonly unknown[]).entries()) {
    if (!isPlainObject(entry) || !isOwnPath(entry.path)) return undefined;
    replaced.push({ path: entry.path, absent: entry.absent === true, position });
  }
  return { version, replaced };
}

/** Where a replaced value is kept. */
export function keptAt({ position }: Kept): Content {
  return { stored: [LEGACY, 'replaced', position, 'value'] };
}

/** The document with its old values restored; `legacy` itself may be one of them. */
export function putBack(document: StoredDocument, { replaced }: Legacy): StoredDocument {
  const list = getAt(document, `${LEGACY}.replaced`) as readonly { readonly value?: unknown }[];
  const isOwn = replaced.some(({ path, absent }) => path === LEGACY && !absent);
  const values = replaced.flatMap(({ path, absent, position }) =>
    absent ? [] : [{ path, value: list[position]?.value }],
  );
  const gone = [...replaced.filter(({ absent }) => absent).map(({ path }) => path), ...(isOwn ? [] : [LEGACY])];
  return withoutPaths(overlay(document, values), gone);
}
