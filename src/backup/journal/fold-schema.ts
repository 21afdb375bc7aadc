import { parseExtendedJson, toExtendedJson } from '../../bson/extended-json.js';
import { type RestorableMetadata, restorableIndex } from '../collection-metadata.js';
import { type ChangeEvent, fenceOf } from './change-event.js';

type Values = Readonly<Record<string, unknown>>;

/** Options and indexes after the events, and which options differ from before. */
export interface FoldedSchema {
  readonly indexes: readonly Values[];
  readonly changedOptions: Values;
}

/** The events that change a collection's options or indexes. */
export const SCHEMA_EVENTS: readonly string[] = ['createIndexes', 'dropIndexes', 'modify'];

/**
 * Computes a backup's options and indexes at the time to restore. The steps are not replayed: an index that was created
 * and dropped meanwhile may not fit the documents of that time. Fences of migrations and restores are ignored.
 */
export function foldSchema({ options, indexes }: RestorableMetadata, events: readonly ChangeEvent[]): FoldedSchema {
  const byName = new Map(indexes.map((index) => [String(index['name']), index]));
  let changed: Values = {};
  for (const event of events) {
    if (event.description === undefined || fenceOf(event) !== undefined) continue;
    const description = parseExtendedJson(toExtendedJson(event.description).text) as Values;
    const named = (description['indexes'] ?? []) as readonly Values[];
    if (event.kind === 'createIndexes')
      for (const index of named) byName.set(String(index['name']), restorableIndex(index, options));
    if (event.kind === 'dropIndexes') for (const index of named) byName.delete(String(index['name']));
    if (event.kind === 'modify') changed = { ...changed, ...modified(byName, description) };
  }
  return { indexes: [...byName.values()], changedOptions: changed };
}

/** Records a changed index and returns the changed options. */
function modified(byName: Map<string, Values>, { index, ...options }: Values): Values {
  const { name, keyPattern: _, ...changes } = (index ?? {}) as Values;
  const before = byName.get(String(name));
  if (before !== undefined) byName.set(String(name), { ...before, ...changes });
  return options;
}
