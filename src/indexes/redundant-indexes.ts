import { isDeepStrictEqual } from 'node:util';

import type { ActualIndex } from './actual-index.js';

/** An index that another one does the work of. */
export interface RedundantIndex {
  readonly name: string;
  /** The index that serves all its queries as well. */
  readonly coveredBy: string;
  /** `same`: the same fields, or the same the other way round; `prefix`: it is the beginning of the other. */
  readonly kind: 'same' | 'prefix';
}

/** What an index with these does besides serving queries: another index with the same fields does not do it for it. */
const OWN_EFFECTS = ['unique', 'expireAfterSeconds', 'sparse', 'storageEngine', 'wildcardProjection'];

/**
 * The indexes whose queries another one serves as well. Of two that are the same, the one that is not declared is
 * named, and of two undeclared ones the later by name. Pure.
 */
export function redundantIndexes(
  indexes: readonly ActualIndex[],
  isDeclared: (name: string) => boolean,
): RedundantIndex[] {
  const usable = indexes.filter(({ hidden }) => !hidden);
  return indexes.flatMap((index): RedundantIndex[] => {
    if (OWN_EFFECTS.some((effect) => effect in index.options) || index.name === '_id_') return [];
    const same = usable.find(
      (other) =>
        other.name !== index.name && covers(other, index) && covers(index, other) && keeps(other, index, isDeclared),
    );
    if (same !== undefined) return [{ name: index.name, coveredBy: same.name, kind: 'same' }];
    const longer = usable.find((other) => other.name !== index.name && covers(other, index) && !covers(index, other));
    return longer === undefined ? [] : [{ name: index.name, coveredBy: longer.name, kind: 'prefix' }];
  });
}

/**
 * Which of two that are the same is kept: the declared one, else the one that enforces something, else the first by
 * name.
 */
function keeps(other: ActualIndex, index: ActualIndex, isDeclared: (name: string) => boolean): boolean {
  const rank = ({ name, options }: ActualIndex): number =>
    isDeclared(name) ? 0 : OWN_EFFECTS.some((effect) => effect in options) ? 1 : 2;
  return rank(other) < rank(index) || (rank(other) === rank(index) && other.name < index.name);
}

/**
 * Whether `other` serves whatever `index` does: it begins with its fields, in its directions or all the other way
 * round.
 */
function covers(other: ActualIndex, index: ActualIndex): boolean {
  if (!isOrdered(other) || !isOrdered(index) || 'sparse' in other.options) return false;
  if (!isDeepStrictEqual(other.options['partialFilterExpression'], index.options['partialFilterExpression']))
    return false;
  if (!isDeepStrictEqual(other.options['collation'], index.options['collation'])) return false;
  const begins = (flip: 1 | -1): boolean => {
    const beginning = Object.entries(other.key);
    return Object.entries(index.key).every(
      ([path, direction], at) => beginning[at]?.[0] === path && Number(beginning[at][1]) === flip * Number(direction),
    );
  };
  return begins(1) || begins(-1);
}

/** Text, hashed, geo and wildcard indexes are compared with none. */
function isOrdered({ key }: ActualIndex): boolean {
  return Object.entries(key).every(
    ([path, direction]) => (direction === 1 || direction === -1) && !path.includes('$**'),
  );
}
