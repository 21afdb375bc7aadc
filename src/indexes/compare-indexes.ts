import { isDeepStrictEqual } from 'node:util';

import type { ActualIndex, IndexedCollection } from './actual-index.js';
import type { IndexDefinition } from './index-definitions.js';

/**
 * The state of an index. `different`: another index has its name; `hidden`: it is maintained, but no query can use it;
 * `on-request`: declared, but not built because nobody requested it.
 */
export type IndexState = 'ready' | 'missing' | 'on-request' | 'different' | 'hidden' | 'building';

/** An index that is declared, exists, or both. */
export interface ComparedIndex {
  readonly name: string;
  readonly state: IndexState;
  /** `undefined` if no query of the catalog is known to need it. */
  readonly definition: IndexDefinition | undefined;
  readonly actual: ActualIndex | undefined;
  /** Differences from the declaration, for people. */
  readonly differences: readonly string[];
  /** The index that blocks it: the same one under another name. */
  readonly blockedBy: string | undefined;
}

/** Declared and existing indexes. */
export interface Comparison {
  readonly always: readonly IndexDefinition[];
  readonly onRequest: readonly IndexDefinition[];
  readonly present: IndexedCollection;
  /** Names of indexes being built. */
  readonly building: ReadonlySet<string>;
}

/** The index of `_id`, which every collection has. */
export const ID_INDEX = '_id_';

/** Compares declared with existing indexes: declared ones first, in order, then the others. Pure. */
export function compareIndexes({ always, onRequest, present, building }: Comparison): ComparedIndex[] {
  const declared = [...always, ...onRequest];
  const names = new Set(declared.map(({ name }) => name));
  const others = present.indexes
    .filter(({ name }) => !names.has(name))
    .map((actual): ComparedIndex => ({
      name: actual.name,
      state: stateOf(actual, building, []),
      definition: undefined,
      actual,
      differences: [],
      blockedBy: undefined,
    }));
  return [
    ...declared.map((definition) => compareOne(definition, onRequest.includes(definition), present, building)),
    ...others,
  ];
}

function compareOne(
  definition: IndexDefinition,
  isOnRequest: boolean,
  { indexes, collation }: IndexedCollection,
  building: ReadonlySet<string>,
): ComparedIndex {
  const { name } = definition;
  const actual = indexes.find((index) => index.name === name);
  if (actual === undefined) {
    const twin =
      indexes.find((index) => differencesOf(definition, index, collation).length === 0) ??
      otherText(definition, indexes);
    return {
      name,
      state: isOnRequest ? 'on-request' : 'missing',
      definition,
      actual,
      differences: [],
      blockedBy: twin?.name,
    };
  }
  const differences = differencesOf(definition, actual, collation);
  return { name, state: stateOf(actual, building, differences), definition, actual, differences, blockedBy: undefined };
}

/** A collection can have only one text index. */
function otherText({ text }: IndexDefinition, indexes: readonly ActualIndex[]): ActualIndex | undefined {
  return text === undefined ? undefined : indexes.find(({ key }) => Object.values(key).includes('text'));
}

function stateOf(
  { name, hidden }: ActualIndex,
  building: ReadonlySet<string>,
  differences: readonly string[],
): IndexState {
  if (differences.length > 0) return 'different';
  if (building.has(name)) return 'building';
  return hidden ? 'hidden' : 'ready';
}

/** The differences between an existing index and the declared one, ignoring the name. */
function differencesOf(
  definition: IndexDefinition,
  actual: ActualIndex,
  collation: IndexedCollection['collation'],
): string[] {
  const wanted: Readonly<Record<string, unknown>> = {
    ...(definition.partialFilterExpression === undefined
      ? {}
      : { partialFilterExpression: definition.partialFilterExpression }),
    ...definition.text,
    // An index without a collation inherits the collection's.
    ...(collation === undefined || definition.text !== undefined ? {} : { collation }),
  };
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(actual.options)])];
  return [
    ...(sameKey(definition, actual)
      ? []
      : [`its fields are ${keyText(actual.key)} instead of ${keyText(definition.key)}`]),
    ...names
      .filter((name) => !isDeepStrictEqual(wanted[name], actual.options[name]))
      .map((name) => `its ${name} is ${text(actual.options[name])} instead of ${text(wanted[name])}`),
  ];
}

/** Field order matters, except among the fields of a text index. */
function sameKey(definition: IndexDefinition, actual: ActualIndex): boolean {
  return definition.text === undefined
    ? keyText(definition.key) === keyText(actual.key)
    : isDeepStrictEqual({ ...definition.key }, { ...actual.key });
}

/** A key in shell notation, e.g. `{ category: 1, _id: 1 }`. */
export function keyText(key: Readonly<Record<string, unknown>>): string {
  return `{ ${Object.entries(key)
    .map(([path, direction]) => `${path}: ${String(direction)}`)
    .join(', ')} }`;
}

function text(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
