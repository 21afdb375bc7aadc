import { VERSIONS } from '../../migrations/index.js';
import type { ActualIndex } from './actual-index.js';

/** The shape of a query: values are replaced by their types. */
export interface SeenQuery {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly sort: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly maxMs: number;
}

/** An index that would serve slow queries. */
export interface SuggestedIndex {
  readonly key: Readonly<Record<string, 1 | -1>>;
  /** For people: the queries, how often and how slow. */
  readonly because: string;
}

const RANGES = ['$gt', '$gte', '$lt', '$lte', '$ne', '$nin', '$exists', '$regex', '$type', '$not'];
const MAX_FIELDS = 6;

/**
 * Suggests an index for a query by the rule of thumb "equality, sort, range"
 * (https://www.mongodb.com/docs/manual/tutorial/equality-sort-range-guideline/); `undefined` if no ordinary index would
 * help, or an existing one starts the same way. Pure.
 */
export function suggestIndex(query: SeenQuery, present: readonly ActualIndex[]): SuggestedIndex | undefined {
  const equal: string[] = [];
  const ranges: string[] = [];
  for (const [path, condition] of Object.entries(query.filter)) {
    // Conditions under `$or`, `$text` or `$expr`, and truncated ones, cannot be served by a single index.
    if (path.startsWith('$') || path === '…') return undefined;
    if (selectsVersion(path, condition)) continue;
    (isRange(condition) ? ranges : equal).push(path);
  }
  if (equal.includes('_id')) return undefined;
  const sorted = Object.entries(query.sort).filter(
    ([path, direction]) => !equal.includes(path) && (direction === 1 || direction === -1),
  ) as [string, 1 | -1][];
  const after = ranges.filter((path) => !sorted.some(([other]) => other === path));
  const entries = [
    ...equal.map((path) => [path, 1] as const),
    ...sorted,
    ...after.map((path) => [path, 1] as const),
  ].slice(0, MAX_FIELDS);
  if (entries.length === 0 || (entries.length === 1 && entries[0]?.[0] === '_id')) return undefined;
  const key = Object.fromEntries(entries);
  if (present.some((index) => serves(index, equal, [...sorted.map(([path]) => path), ...after]))) return undefined;
  return { key, because: `seen ${query.count} times, up to ${query.maxMs} ms` };
}

/** Whether a condition selects the document version, which belongs in an index's partial filter, not its fields. */
function selectsVersion(path: string, condition: unknown): boolean {
  return VERSIONS.some(
    ({ queries: { scope } }) =>
      Object.hasOwn(scope, path) &&
      isRange(condition) === isRange(scope[path]) &&
      (!isRange(condition) || onlyExists(condition)),
  );
}

function onlyExists(condition: unknown): boolean {
  return Object.keys(condition as object).every((operator) => operator === '$exists');
}

function isRange(condition: unknown): boolean {
  return (
    typeof condition === 'object' &&
    condition !== null &&
    !Array.isArray(condition) &&
    Object.keys(condition).some((operator) => RANGES.includes(operator))
  );
}

/** Whether an index starts with the equality fields, in any order, followed by the others. */
function serves({ key, hidden }: ActualIndex, equal: readonly string[], rest: readonly string[]): boolean {
  if (hidden) return false;
  const paths = Object.keys(key);
  const first = paths.slice(0, equal.length);
  return equal.every((path) => first.includes(path)) && rest.every((path, at) => paths[equal.length + at] === path);
}
