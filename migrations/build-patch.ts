import { deepEqual } from './bson-value.js';
import { ancestors, getAt, hasAt, resolvedPath } from './document-path.js';
import type { Assignment, Content, Patch } from './patch.js';
import { contentIn, contentWith } from './patch.js';
import type { StoredDocument } from './stored-document.js';

/** What a patch is built from: two documents, and the paths at which they may differ. */
export interface PatchPlan {
  readonly before: StoredDocument;
  readonly after: StoredDocument;
  readonly paths: readonly string[];
  /** Values of `after` that stand in `before` already, and have to be copied rather than written anew. */
  readonly copies?: ReadonlyMap<string, Content>;
}

/** Assignments and removals that make `before` into `after` at the given paths. */
export function buildPatch({ before, after, paths, copies = new Map() }: PatchPlan): Pick<Patch, 'set' | 'unset'> {
  // Only what is really the same may be copied: a later step may have given the field another value.
  const usable = new Map([...copies].filter(([path, content]) => deepEqual(contentIn(before, content), getAt(after, path))));
  const set: Assignment[] = [];
  const unset: string[] = [];
  for (const path of topmost(paths.map((wanted) => resolvedPath(before, wanted)))) {
    if (!hasAt(after, path)) {
      if (hasAt(before, path)) unset.push(path);
    } else if (usable.has(path) || !hasAt(before, path) || !deepEqual(getAt(before, path), getAt(after, path))) {
      set.push({ path, content: contentWith(usable, path, getAt(after, path)) });
    }
  }
  return { set, unset };
}

/** Paths without those that lead on from another of them. */
export function topmost(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  return [...all].filter((path) => !ancestors(path).some((parent) => all.has(parent)));
}
