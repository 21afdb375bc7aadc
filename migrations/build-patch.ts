import { deepEqual } from './bson-value.js';
import { ABSENT, ancestors, getAt, resolvedPath, storedValue } from './document-path.js';
import type { Assignment, Content, PatchContent } from './patch.js';
import { contentIn, contentWith } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/** The input of a patch: two documents, and the paths at which they may differ. */
export interface PatchPlan {
  readonly before: StoredDocument;
  readonly after: StoredDocument;
  readonly paths: readonly string[];
  /** Values of `after` that already exist in `before`, to be copied instead of written. */
  readonly copies?: ReadonlyMap<string, Content>;
}

const NO_COPIES: ReadonlyMap<string, Content> = new Map();

/** Assignments and removals that turn `before` into `after` at the given paths. */
export function buildPatch({ before, after, paths, copies = NO_COPIES }: PatchPlan): PatchContent {
  const usable = usableCopies(before, after, copies);
  const set: Assignment[] = [];
  const unset: string[] = [];
  const resolved = new Set<string>();
  for (const path of paths) resolved.add(resolvedPath(before, path));
  for (const path of resolved) {
    const old = storedValue(before, path);
    const value = storedValue(after, path);
    if (isSame(old, value) && !usable.has(path)) continue;
    // A path below another of the paths is covered by that one's value.
    if (ancestors(path).some((parent) => resolved.has(parent))) continue;
    if (value !== ABSENT) set.push({ path, content: contentWith(usable, path, value) });
    else if (old !== ABSENT) unset.push(path);
  }
  return { set, unset };
}

/** A field that holds `undefined` still exists. */
function isSame(old: unknown, value: unknown): boolean {
  return old === ABSENT || value === ABSENT ? old === value : deepEqual(old, value);
}

/** Copies only values that are still equal: a later step may have given the field another value. */
function usableCopies(
  before: StoredDocument,
  after: StoredDocument,
  copies: ReadonlyMap<string, Content>,
): ReadonlyMap<string, Content> {
  if (copies.size === 0) return copies;
  return new Map([...copies].filter(([path, content]) => deepEqual(contentIn(before, content), getAt(after, path))));
}
