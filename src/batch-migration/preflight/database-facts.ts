import { mongo } from 'mongoose';
import { PRODUCTS } from '../../database/collections.js';
import type { PreflightCollections } from './check.js';

/** A collection as `listCollections` describes it. */
export interface CollectionInfo {
  readonly name: string;
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly uuid: mongo.Binary | undefined;
}

/** The collection with a name; `undefined` if there is none. */
export async function collectionInfo(
  { db }: Pick<PreflightCollections, 'db'>,
  name: string = PRODUCTS,
): Promise<CollectionInfo | undefined> {
  const [found] = await db.listCollections({ name }, { nameOnly: false }).toArray();
  if (found === undefined) return undefined;
  const { type = 'collection', options = {}, info } = found as mongo.CollectionInfo;
  return { name, type, options: options as Readonly<Record<string, unknown>>, uuid: info?.uuid };
}

/** The live collection's indexes; empty if there is no collection. */
export async function productIndexes({
  db,
}: Pick<PreflightCollections, 'db'>): Promise<readonly mongo.IndexDescriptionInfo[]> {
  const exists = await db.listCollections({ name: PRODUCTS, type: 'collection' }, { nameOnly: true }).hasNext();
  return exists ? db.collection(PRODUCTS).indexes() : [];
}

/** The database for server-wide commands, which do not accept read concern majority. */
export function adminDb({ client }: Pick<PreflightCollections, 'client'>): mongo.Db {
  return client.db('admin', { readConcern: new mongo.ReadConcern('local') });
}

/** Asks the primary, or any other member if there is no primary, because then that is what has to be reported. */
export function askServer(
  collections: Pick<PreflightCollections, 'client'>,
  command: mongo.Document,
): Promise<mongo.Document> {
  return adminDb(collections).command(command, { readPreference: mongo.ReadPreference.primaryPreferred });
}

/** Size of the live collection in bytes. */
export interface CollectionSize {
  readonly data: number;
  readonly storage: number;
  readonly indexes: number;
}

/** The live collection's size, summed over all shards. */
export async function productSize({
  client,
  db,
}: Pick<PreflightCollections, 'client' | 'db'>): Promise<CollectionSize> {
  const local = client.db(db.databaseName, { readConcern: new mongo.ReadConcern('local') });
  const stats = await local
    .collection(PRODUCTS)
    .aggregate<{ storageStats?: Readonly<Record<string, unknown>> }>([{ $collStats: { storageStats: {} } }])
    .toArray();
  const sum = (field: string): number =>
    stats.reduce((total, { storageStats }) => total + Number(storageStats?.[field] ?? 0), 0);
  return { data: sum('size'), storage: sum('storageSize'), indexes: sum('totalIndexSize') };
}

/** Formats a number of bytes for people. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Math.round((bytes / 1024 ** step) * 10) / 10} ${units[step]}`;
}
