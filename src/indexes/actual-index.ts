import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';

/** An index as the server tells of it, without what it tells of itself (`v`, `textIndexVersion`, …). */
export interface ActualIndex {
  readonly name: string;
  /** The fields in their order. Those of a text index, which the server keeps apart, are among them as `text`. */
  readonly key: Readonly<Record<string, unknown>>;
  /** Everything else that makes it what it is: partial filter, uniqueness, expiry, collation, text options. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly hidden: boolean;
}

/** The products collection with its indexes. */
export interface IndexedCollection {
  readonly indexes: readonly ActualIndex[];
  /** Its own rules for comparing texts, which indexes take over; `undefined` where there are none. */
  readonly collation: Readonly<Record<string, unknown>> | undefined;
}

/** What the server says of an index that is not of its definition. */
const OWN = ['v', 'ns', 'key', 'name', 'hidden', 'background', 'textIndexVersion', '2dsphereIndexVersion', 'buildUUID'];

/** Reads what there is; `undefined` where there is no collection. */
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

/** A text index comes as `_fts` and `_ftsx` in place of its fields, which are told by their weights alone. */
function keyOf({ key, weights }: RawIndex): Readonly<Record<string, unknown>> {
  if (!('_fts' in key)) return key;
  const texts = Object.keys((weights ?? {}) as object).map((path) => [path, 'text'] as const);
  return Object.fromEntries(
    Object.entries(key).flatMap(([path, kind]): (readonly [string, unknown])[] =>
      path === '_fts' ? texts : path === '_ftsx' ? [] : [[path, kind]],
    ),
  );
}
