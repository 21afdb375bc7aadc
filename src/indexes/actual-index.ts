import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';

/** An index as the server reports it, without the server's own fields (`v`, `textIndexVersion`, …). */
export interface ActualIndex {
  readonly name: string;
  /** The fields in order. Those of a text index, which the server lists separately, are included as `text`. */
  readonly key: Readonly<Record<string, unknown>>;
  /** All other properties: partial filter, uniqueness, expiry, collation, text options. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly hidden: boolean;
}

/** The products collection with its indexes. */
export interface IndexedCollection {
  readonly indexes: readonly ActualIndex[];
  /** Its collation, which indexes inherit; `undefined` if there is none. */
  readonly collation: Readonly<Record<string, unknown>> | undefined;
}

/** Fields of the server's reply that are not part of the definition. */
const OWN = ['v', 'ns', 'key', 'name', 'hidden', 'background', 'textIndexVersion', '2dsphereIndexVersion', 'buildUUID'];

/** Reads the existing indexes; `undefined` if there is no collection. */
export async function readIndexes(db: mongo.Db, name: string = PRODUCTS): Promise<IndexedCollection | undefined> {
  const [found] = (await db.listCollections({ name }).toArray()) as {
    readonly type?: string;
    readonly options?: { readonly collation?: Readonly<Record<string, unknown>> };
  }[];
  if (found === undefined || found.type === 'view') return undefined;
  const indexes = (await db.collection(name).listIndexes().toArray()) as RawIndex[];
  return { indexes: indexes.map(toActualIndex), collation: found.options?.collation };
}

type RawIndex = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
};

function toActualIndex(raw: RawIndex): ActualIndex {
  const options = Object.fromEntries(
    Object.entries(raw).filter(([option, value]) => !OWN.includes(option) && value !== false),
  );
  return { name: raw.name, key: keyOf(raw), options, hidden: raw['hidden'] === true };
}

/** A text index is reported as `_fts` and `_ftsx`; its real fields are only in its weights. */
function keyOf({ key, weights }: RawIndex): Readonly<Record<string, unknown>> {
  if (!('_fts' in key)) return key;
  const texts = Object.keys((weights ?? {}) as object).map((path) => [path, 'text'] as const);
  return Object.fromEntries(
    Object.entries(key).flatMap(([path, kind]): (readonly [string, unknown])[] =>
      path === '_fts' ? texts : path === '_ftsx' ? [] : [[path, kind]],
    ),
  );
}
