import { statfs } from 'node:fs/promises';

import { mongo } from 'mongoose';

import { VERSIONS } from '../../migrations/index.js';
import { FULL_SHARE, oplogFacts } from '../batch-migration/preflight/checks/capacity-checks.js';
import { productSize } from '../batch-migration/preflight/database-facts.js';
import { type Collections, PRODUCTS } from '../database/collections.js';
import type { CollectionBytes, DiskBytes, OplogReach, ProductCounts } from './capacity-snapshot.js';

type Database = Pick<Collections, 'client' | 'db'>;
/** Counting a hundred thousand products takes a second or two. */
const COUNT_TIMEOUT_MS = 10 * 60_000;

/**
 * Counts the products by stored version, newest first, so that each counts once. Takes one pass over the collection, on
 * a secondary if there is one: slightly old data is fine.
 */
export async function countProducts({ db }: Database, signal?: AbortSignal): Promise<ProductCounts> {
  const newestFirst = [...VERSIONS].reverse();
  const branches = newestFirst.map(({ version, queries }, index) => {
    const newer = newestFirst.slice(0, index).map((other) => other.queries.scope);
    const match = { ...queries.scope, ...(newer.length === 0 ? {} : { $nor: newer }) };
    return [`v${version}`, [{ $match: match }, { $count: 'count' }]] as const;
  });
  type Counted = Readonly<Record<string, readonly { readonly count: number }[]>>;
  const counted = await db
    .collection(PRODUCTS)
    .aggregate<Counted>([{ $facet: { ...Object.fromEntries(branches), total: [{ $count: 'count' }] } }], {
      readPreference: 'secondaryPreferred',
      readConcern: { level: 'local' },
      maxTimeMS: COUNT_TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    })
    .next();
  const of = (name: string): number => counted?.[name]?.[0]?.count ?? 0;
  const byVersion = Object.fromEntries(VERSIONS.map(({ version }) => [`v${version}`, of(`v${version}`)]));
  const known = Object.values(byVersion).reduce((sum, count) => sum + count, 0);
  return { total: of('total'), byVersion, other: Math.max(0, of('total') - known) };
}

/** The size of the products collection. */
export async function measureBytes(database: Database, products: number): Promise<CollectionBytes> {
  const { data, storage, indexes } = await productSize(database);
  return { data, storage, indexes, averageDocument: products === 0 ? 0 : Math.round(data / products) };
}

/** The database server's data disk; `null` if unknown. */
export async function serverDisk({ client, db }: Database): Promise<DiskBytes | null> {
  const stats = await client
    .db(db.databaseName, { readConcern: new mongo.ReadConcern('local') })
    .command({ dbStats: 1 });
  const [total, used] = [Number(stats.fsTotalSize ?? 0), Number(stats.fsUsedSize ?? 0)];
  return total === 0 ? null : { total, used };
}

/** A folder's disk; `null` if the folder does not exist yet. */
export async function diskOf(folder: string): Promise<DiskBytes | null> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder);
    return { total: blocks * bsize, used: (blocks - bavail) * bsize };
  } catch {
    return null;
  }
}

/** The oplog window; `null` if unknown, as on a sharded cluster. */
export async function oplogReach(collections: Pick<Collections, 'client'>): Promise<OplogReach | null> {
  const facts = await oplogFacts({ collections }).catch(() => 'The database user may not read it');
  if (typeof facts === 'string') return null;
  const { windowSeconds, usedBytes, maxBytes } = facts;
  return { windowSeconds, usedBytes, maxBytes, isFull: usedBytes >= FULL_SHARE * maxBytes };
}
