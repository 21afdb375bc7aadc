import { isSame, type Leaf, leavesOf, saysSame } from './leaves.js';

/** What the upgrade does to a value. `kept`: it is replaced, and kept in the document for the rollback. */
export type Verdict = 'same' | 'changed' | 'moved' | 'moved and changed' | 'added' | 'kept' | 'answered only';

/** Corresponding values, side by side. */
export interface DiffRow {
  /** The path in the new shape, else in the old. */
  readonly path: string;
  readonly stored: Leaf | null;
  readonly answered: Leaf | null;
  readonly migrated: Leaf | null;
  readonly verdict: Verdict;
  /** Whether the API's response differs from what the document would give. */
  readonly answerDiffers: boolean;
}

/** Three forms of a product. The documents are canonical extended JSON, the response is plain JSON. */
export interface Forms {
  readonly stored: unknown;
  readonly answered: unknown;
  readonly migrated: unknown;
  /** The fields of the new shape that are copied, and from where, according to the service's mapping. */
  readonly copied: readonly { readonly path: string; readonly from: string }[];
}

/** What a response contains when the document has no value. */
const EMPTY: readonly string[] = ['', '[]', '{}', 'false', 'null'];

/** Bookkeeping fields of documents, not content. */
const BOOKKEEPING = /^(legacy|newer)(\.|$)/;

/**
 * Aligns three forms of a product by meaning: by path, else by the place that the mapping copies from, else by equal
 * value under the same name.
 */
export function diffRows({ stored, answered, migrated, copied }: Forms): DiffRow[] {
  const old = new Pool(stored === null ? [] : leavesOf(stored));
  const shown = new Pool(answered === null || answered === undefined ? [] : leavesOf(answered));
  const targets = (migrated === null ? [] : leavesOf(migrated)).filter(({ path }) => !BOOKKEEPING.test(path));
  // Values that are already in place are matched first, so that no other row takes them.
  const exact = new Map(targets.map(({ path }) => [path, { here: old.take(path), answer: shown.take(path) }]));
  const rows = targets.map((target) => {
    const { here, answer } = exact.get(target.path) ?? {};
    const source = here ?? old.look(sourceOf(target.path, copied)) ?? old.like(target);
    return row(target.path, source ?? null, answer ?? shown.takeLike(target) ?? null, target);
  });
  const left = old.left().filter(({ path }) => !BOOKKEEPING.test(path));
  rows.push(...left.map((leaf) => row(leaf.path, leaf, shown.take(leaf.path) ?? null, null)));
  rows.push(...shown.left().map((leaf) => row(leaf.path, null, leaf, null)));
  return rows;
}

/**
 * Whether a row is shown when only differences are requested. The same value at another path of the response is not a
 * difference.
 */
export function isDifference({ verdict, answerDiffers, answered }: DiffRow): boolean {
  if (verdict === 'answered only') return answered !== null && !EMPTY.includes(answered.text);
  return verdict !== 'same' || answerDiffers;
}

function row(path: string, stored: Leaf | null, answered: Leaf | null, migrated: Leaf | null): DiffRow {
  const document = migrated ?? stored;
  const answerDiffers = answered !== null && document !== null && !saysSame(document, answered);
  return { path, stored, answered, migrated, verdict: verdictOf(stored, migrated), answerDiffers };
}

function verdictOf(stored: Leaf | null, migrated: Leaf | null): Verdict {
  if (stored === null) return migrated === null ? 'answered only' : 'added';
  if (migrated === null) return 'kept';
  if (stored.path === migrated.path) return isSame(stored, migrated) ? 'same' : 'changed';
  return isSame(stored, migrated) ? 'moved' : 'moved and changed';
}

/** The place from which a field, or the object it is part of, is copied. */
function sourceOf(path: string, copied: Forms['copied']): string | undefined {
  const found = copied.find((copy) => path === copy.path || path.startsWith(`${copy.path}.`));
  return found === undefined ? undefined : found.from + path.slice(found.path.length);
}

const nameOf = (path: string): string => path.replaceAll(/\.\d+/g, '').split('.').at(-1) ?? '';
/** From this length on, equal texts are not a coincidence: they are matched even among leftovers and at any path. */
const TELLING = 6;
const NO_CHANCE = 12;

/** Leaves by path, some of them already matched to a row. */
class Pool {
  private readonly byPath: Map<string, Leaf>;
  private readonly taken = new Set<string>();

  constructor(private readonly leaves: readonly Leaf[]) {
    this.byPath = new Map(leaves.map((leaf) => [leaf.path, leaf]));
  }

  /** Takes the leaf at a path out of the pool. */
  take(path: string): Leaf | undefined {
    const leaf = this.look(path);
    if (leaf !== undefined) this.taken.add(path);
    return leaf;
  }

  look(path: string | undefined): Leaf | undefined {
    return path === undefined ? undefined : this.byPath.get(path);
  }

  /** The only leaf elsewhere with the same value, under the same name or long enough not to be a coincidence. */
  like(wanted: Leaf): Leaf | undefined {
    const name = nameOf(wanted.path);
    const same = this.leaves.filter((leaf) => leaf.path !== wanted.path && saysSame(leaf, wanted));
    const named = same.filter((leaf) => nameOf(leaf.path) === name);
    if (named.length === 1) return named[0];
    return same.length === 1 && wanted.text.length >= NO_CHANCE ? same[0] : undefined;
  }

  /**
   * Takes the leaf with the value: at the same path within another object, or the only one under the same name or, if
   * the value is long enough, under any name.
   */
  takeLike(wanted: Leaf): Leaf | undefined {
    const telling = wanted.text.length >= TELLING && wanted.type !== 'boolean';
    const same = this.left().filter((leaf) => saysSame(wanted, leaf));
    const within = same.find((leaf) => leaf.path.endsWith(`.${wanted.path}`));
    const found = within ?? this.like(wanted) ?? (telling && same.length === 1 ? same[0] : undefined);
    return found === undefined || this.taken.has(found.path) ? undefined : this.take(found.path);
  }

  left(): readonly Leaf[] {
    return this.leaves.filter(({ path }) => !this.taken.has(path));
  }
}
