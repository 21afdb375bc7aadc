import { isSame, type Leaf, leavesOf, saysSame } from './leaves.js';

/**
 * What becomes of a value by the upgrade. `kept`: it is taken out of the way, and kept in the document for the way
 * back.
 */
export type Verdict = 'same' | 'changed' | 'moved' | 'moved and changed' | 'added' | 'kept' | 'answered only';

/** Values that mean the same thing, side by side. */
export interface DiffRow {
  /** The path in the new shape, else in the old. */
  readonly path: string;
  readonly stored: Leaf | null;
  readonly answered: Leaf | null;
  readonly migrated: Leaf | null;
  readonly verdict: Verdict;
  /** Whether the answer says something else than the document would. */
  readonly answerDiffers: boolean;
}

/** Three forms of a product. The documents are canonical extended JSON, the answer is plain JSON. */
export interface Forms {
  readonly stored: unknown;
  readonly answered: unknown;
  readonly migrated: unknown;
  /** Which fields of the new shape are copied from which place, as the service's mapping says. */
  readonly copied: readonly { readonly path: string; readonly from: string }[];
}

/** What an answer says where a document says nothing. */
const EMPTY: readonly string[] = ['', '[]', '{}', 'false', 'null'];

/** Where documents keep account of what they were: no content. */
const BOOKKEEPING = /^(legacy|newer)(\.|$)/;

/**
 * Aligns three forms of a product by meaning: same path, else the place that the mapping copies from, else the same
 * value under the same name.
 */
export function diffRows({ stored, answered, migrated, copied }: Forms): DiffRow[] {
  const old = new Pool(stored === null ? [] : leavesOf(stored));
  const shown = new Pool(answered === null || answered === undefined ? [] : leavesOf(answered));
  const targets = (migrated === null ? [] : leavesOf(migrated)).filter(({ path }) => !BOOKKEEPING.test(path));
  // What is at its own place is taken first, so that nothing else takes it for its like.
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
 * Whether a row is shown where only differences are asked for. That an answer has the same value in a place of its own
 * is none.
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

/** The place that a field is copied from, itself or with what it stands in. */
function sourceOf(path: string, copied: Forms['copied']): string | undefined {
  const found = copied.find((copy) => path === copy.path || path.startsWith(`${copy.path}.`));
  return found === undefined ? undefined : found.from + path.slice(found.path.length);
}

const nameOf = (path: string): string => path.replaceAll(/\.\d+/g, '').split('.').at(-1) ?? '';
/** Texts of so many characters are the same for a reason: in what is left over, and anywhere. */
const TELLING = 6;
const NO_CHANCE = 12;

/** Leaves by path, of which some have found their row. */
class Pool {
  private readonly byPath: Map<string, Leaf>;
  private readonly taken = new Set<string>();

  constructor(private readonly leaves: readonly Leaf[]) {
    this.byPath = new Map(leaves.map((leaf) => [leaf.path, leaf]));
  }

  /** The leaf at a path, which has found its row by that. */
  take(path: string): Leaf | undefined {
    const leaf = this.look(path);
    if (leaf !== undefined) this.taken.add(path);
    return leaf;
  }

  look(path: string | undefined): Leaf | undefined {
    return path === undefined ? undefined : this.byPath.get(path);
  }

  /** The one leaf elsewhere that has the same value, under the same name or long enough to be no chance. */
  like(wanted: Leaf): Leaf | undefined {
    const name = nameOf(wanted.path);
    const same = this.leaves.filter((leaf) => leaf.path !== wanted.path && saysSame(leaf, wanted));
    const named = same.filter((leaf) => nameOf(leaf.path) === name);
    if (named.length === 1) return named[0];
    return same.length === 1 && wanted.text.length >= NO_CHANCE ? same[0] : undefined;
  }

  /**
   * The leaf that has the value: at the same path within something, or the only one under the same name or, where it is
   * long enough to tell, under any. It has found its row by that.
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
