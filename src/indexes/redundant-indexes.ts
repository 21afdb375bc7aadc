import { isDeepStrictEqual } from 'node:util';

import type { ActualIndex } from './actual-index.js';

/** An index made redundant by another one. */
export interface RedundantIndex {
  readonly name: string;
  /** The index that serves all its queries, too. */
  readonly coveredBy: string;
  /** `same`: the same fields, or all reversed; `prefix`: it is a prefix of the other. */
  readonly kind: 'same' | 'prefix';
}

/** Properties with effects besides serving queries; another index with the same fields does not replace these. */
const OWN_EFFECTS = ['unique', 'expireAfterSeconds', 'sparse', 'storageEngine', 'wildcardProjection'];

/**
 * Finds indexes whose queries another one also serves. Of two equal ones, the undeclared one is reported; of two
 * undeclared ones, the later by name. Pure.
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
 * Which of two equal indexes to keep: the declared one, else the one that enforces something, else the first by name.
 */
function keeps(other: ActualIndex, index: ActualIndex, isDeclared: (name: string) => boolean): boolean {
  const rank = ({ name, options }: ActualIndex): number =>
    isDeclared(name) ? 0 : OWN_EFFECTS.some((effect) => effect in options) ? 1 : 2;
  return rank(other) < rank(index) || (rank(other) === rank(index) && other.name < index.name);
}

/**
 * Whether `other` serves all queries of `index`: it starts with the same fields, in the same directions or all
 * reversed.
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

/** Text, hashed, geo and wildcard indexes are never compared. */
function isOrdered({ key }: ActualIndex): boolean {
  return Object.entries(key).every(
    ([path, direction]) => (direction === 1 || direction === -1) && !path.includes('$**'),
  );
}
