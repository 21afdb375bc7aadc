/** A value that contains no others, as displayed, with its type: `"1.5"` and `1.5` differ. */
export interface Leaf {
  readonly path: string;
  readonly text: string;
  readonly type: string;
}

/** The types of canonical extended JSON by the key that marks them, with their display names. */
const TYPES: Readonly<Record<string, string>> = {
  $numberInt: 'int',
  $numberLong: 'long',
  $numberDouble: 'double',
  $numberDecimal: 'decimal',
  $date: 'date',
  $oid: 'object id',
  $binary: 'binary',
  $regularExpression: 'regular expression',
  $timestamp: 'timestamp',
  $symbol: 'symbol',
  $undefined: 'undefined',
  $minKey: 'min key',
  $maxKey: 'max key',
  $code: 'code',
};

type Tree = Readonly<Record<string, unknown>>;

/**
 * Every leaf of a tree, plain JSON or canonical extended JSON, in the tree's order. Paths are dotted, with list indexes
 * as numbers.
 */
export function leavesOf(tree: unknown, path = ''): Leaf[] {
  const at = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);
  if (Array.isArray(tree))
    return tree.length === 0
      ? [{ path, text: '[]', type: 'list' }]
      : tree.flatMap((item, index) => leavesOf(item, at(index)));
  if (typeof tree !== 'object' || tree === null) return [{ path, ...plain(tree) }];
  const typed = typedValue(tree as Tree);
  if (typed !== undefined) return [{ path, ...typed }];
  const entries = Object.entries(tree);
  return entries.length === 0
    ? [{ path, text: '{}', type: 'object' }]
    : entries.flatMap(([key, value]) => leavesOf(value, at(key)));
}

function plain(value: unknown): Omit<Leaf, 'path'> {
  if (typeof value === 'string') return { text: value, type: 'text' };
  return { text: String(value), type: value === null ? 'null' : typeof value };
}

function typedValue(tree: Tree): Omit<Leaf, 'path'> | undefined {
  const [mark] = Object.keys(tree);
  const type = mark === undefined ? undefined : TYPES[mark];
  if (mark === undefined || type === undefined) return undefined;
  const value = tree[mark];
  if (mark === '$date') return { text: dateText(value), type };
  return { text: typeof value === 'string' ? value : JSON.stringify(value), type };
}

function dateText(value: unknown): string {
  const ms =
    typeof value === 'object' && value !== null && '$numberLong' in value
      ? Number(value.$numberLong)
      : Date.parse(String(value));
  return Number.isNaN(ms) || Math.abs(ms) > 8.64e15 ? JSON.stringify(value) : new Date(ms).toISOString();
}

const NUMBERS: readonly string[] = ['int', 'long', 'double', 'decimal', 'number'];

/** Whether two leaves are the same value of the same type. */
export function isSame(a: Leaf, b: Leaf): boolean {
  return a.text === b.text && a.type === b.type;
}

/** Whether a JSON value, which has fewer types, is the same: a double of 640 is `640` in JSON. */
export function saysSame(stored: Leaf, answered: Leaf): boolean {
  if (NUMBERS.includes(stored.type) && answered.type === 'number') return Number(stored.text) === Number(answered.text);
  // Dates and ids are strings in JSON; numbers and flags are not.
  if (answered.type === 'text') return stored.text === answered.text && ![...NUMBERS, 'boolean'].includes(stored.type);
  return stored.text === answered.text && stored.type === answered.type;
}
