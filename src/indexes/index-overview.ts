import type { mongo } from 'mongoose';

import { PRODUCTS } from '../database/collections.js';
import { serverTime } from '../database/server-time.js';
import { readIndexes } from './actual-index.js';
import type { ComparedIndex } from './compare-indexes.js';
import { compareIndexes, ID_INDEX } from './compare-indexes.js';
import type { IndexAdvice } from './index-advice.js';
import { adviseIndexes, MAX_INDEXES } from './index-advice.js';
import { catalogIndexes, indexesOnRequest } from './index-definitions.js';
import type { IndexRemoval } from './index-removals.js';
import type { MembersUsage } from './index-usage.js';
import { readMembersUsage } from './index-usage.js';
import type { RedundantIndex } from './redundant-indexes.js';
import { redundantIndexes } from './redundant-indexes.js';
import { slowFinds } from './seen-queries.js';
import type { SuggestedIndex } from './suggested-indexes.js';
import { suggestIndex } from './suggested-indexes.js';

/** The products' indexes: declared, existing, usage, advice. */
export interface IndexOverview {
  /** The server's time. */
  readonly at: Date;
  /** Whether the collection exists. */
  readonly exists: boolean;
  readonly documents: number;
  /** Compressed size on disk; `null` if the account may not query it. */
  readonly totalBytes: number | null;
  readonly mostIndexes: number;
  readonly compared: readonly ComparedIndex[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly usage: MembersUsage;
  readonly redundant: readonly RedundantIndex[];
  readonly suggested: readonly SuggestedIndex[];
  readonly removals: readonly IndexRemoval[];
  readonly advice: readonly IndexAdvice[];
}

const NO_USAGE: MembersUsage = { usage: [], members: [], silent: [], building: [] };
const MAX_SUGGESTIONS = 10;

/** Reads the state of the products' indexes. Changes nothing. */
export async function readOverview(db: mongo.Db, removals: readonly IndexRemoval[]): Promise<IndexOverview> {
  const present = await readIndexes(db);
  const exists = present !== undefined;
  const [at, usage, size, slow] = await Promise.all([
    serverTime(db),
    exists ? readMembersUsage(db) : NO_USAGE,
    exists ? sizesOf(db) : undefined,
    slowFinds(db),
  ]);
  const always = catalogIndexes();
  const compared = compareIndexes({
    always,
    onRequest: indexesOnRequest(),
    present: present ?? { indexes: [], collation: undefined },
    building: new Set(usage.building),
  });
  const actual = present?.indexes ?? [];
  const declared = new Set([
    ID_INDEX,
    ...compared.flatMap(({ name, definition }) => (definition === undefined ? [] : [name])),
  ]);
  const redundant = redundantIndexes(actual, (name) => declared.has(name));
  const suggested = slow.flatMap((query) => suggestIndex(query, actual) ?? []).slice(0, MAX_SUGGESTIONS);
  const advice = adviseIndexes({
    compared,
    usage: usage.usage,
    silent: usage.silent,
    redundant,
    suggested,
    ending: new Set(removals.map(({ _id }) => _id)),
    now: at,
  });
  return {
    at,
    exists,
    documents: size?.documents ?? 0,
    totalBytes: size === undefined ? null : size.totalBytes,
    mostIndexes: MAX_INDEXES,
    compared,
    sizes: size?.sizes ?? {},
    usage,
    redundant,
    suggested,
    removals,
    advice,
  };
}

interface Sizes {
  readonly documents: number;
  readonly totalBytes: number | null;
  readonly sizes: Readonly<Record<string, number>>;
}

/** Sizes reported by the server, summed over shards. Missing privileges are not an error. */
async function sizesOf(db: mongo.Db): Promise<Sizes> {
  const documents = await db.collection(PRODUCTS).estimatedDocumentCount();
  const stats = await db
    .collection(PRODUCTS)
    .aggregate<{
      readonly storageStats: { readonly totalIndexSize: number; readonly indexSizes: Readonly<Record<string, number>> };
    }>([{ $collStats: { storageStats: {} } }], { readConcern: { level: 'local' } })
    .toArray()
    .catch(() => undefined);
  if (stats === undefined) return { documents, totalBytes: null, sizes: {} };
  const sizes: Record<string, number> = {};
  for (const {
    storageStats: { indexSizes },
  } of stats)
    for (const [name, bytes] of Object.entries(indexSizes)) sizes[name] = (sizes[name] ?? 0) + Number(bytes);
  return {
    documents,
    totalBytes: stats.reduce((sum, { storageStats }) => sum + Number(storageStats.totalIndexSize), 0),
    sizes,
  };
}
