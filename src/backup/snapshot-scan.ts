import type { mongo } from 'mongoose';
import { BSON } from 'mongodb';
import { IN_SNAPSHOT, Snapshot } from '../database/snapshot.js';

/** A reply of the server holds at most 16 MB; usual documents are asked for in less. */
const REPLY_BYTES = 8_388_608;
const MAX_IN_REPLY = 10_000;

/** How much there is to read, as the server's statistics tell. */
export interface CollectionSize {
  readonly documents: number;
  /** Of all documents as they are read, unpacked. */
  readonly bytes: number;
}

/** The collection's size: an estimate that can be a moment old. */
export async function collectionSize(collection: mongo.Collection): Promise<CollectionSize> {
  const shards = await collection
    .aggregate<{ storageStats: { count?: number; size?: number } }>([{ $collStats: { storageStats: {} } }])
    .toArray();
  return {
    documents: shards.reduce((sum, { storageStats }) => sum + (storageStats.count ?? 0), 0),
    bytes: shards.reduce((sum, { storageStats }) => sum + (storageStats.size ?? 0), 0),
  };
}

/**
 * One reading of all documents of a collection, in the order of `_id` over all its types, as they were at one cluster
 * time.
 */
export class SnapshotScan {
  /** Documents read so far. */
  count = 0;
  private time = 0n;

  /** `at`: the moment to read, which the server must still remember; the present one by default. */
  constructor(
    private readonly client: mongo.MongoClient,
    private readonly collection: mongo.Collection,
    private readonly options: { readonly size: CollectionSize; readonly at?: mongo.Timestamp | undefined },
  ) {}

  /** The cluster time of what was read: seconds and increment. */
  get clusterTime(): { readonly t: number; readonly i: number } {
    return { t: Number(this.time >> 32n), i: Number(this.time & 0xffffffffn) };
  }

  /** The bytes of each document, untouched. */
  async *documents(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const { size, at } = this.options;
    const session = this.client.startSession({ snapshot: true });
    if (at !== undefined) Object.assign(session, { snapshotTime: at });
    const cursor = rawInIdOrder(this.collection, size, { session, ...IN_SNAPSHOT });
    try {
      for await (const bytes of cursor) {
        signal?.throwIfAborted();
        this.count += 1;
        yield bytes;
      }
      this.time = new Snapshot(session).time;
    } finally {
      await cursor.close();
      await session.endSession();
    }
  }
}

/** A cursor over the bytes of all documents, in the order of `_id`. */
export function rawInIdOrder(
  collection: mongo.Collection,
  size: CollectionSize,
  options: mongo.FindOptions = {},
): mongo.FindCursor<Uint8Array> {
  const each = Math.max(1, size.bytes / Math.max(1, size.documents));
  const batchSize = Math.min(MAX_IN_REPLY, Math.max(1, Math.floor(REPLY_BYTES / each)));
  return collection.find<Uint8Array>({}, { ...options, raw: true, sort: { _id: 1 }, batchSize });
}

/** The bytes of a document's `_id`, its type included; they tell two documents apart. */
export function idBytes(document: Uint8Array): Buffer {
  for (const [type, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(document)) {
    if (Buffer.from(document.subarray(nameOffset, nameOffset + nameLength)).toString() !== '_id') continue;
    return Buffer.concat([Buffer.from([type]), document.subarray(offset, offset + length)]);
  }
  return Buffer.alloc(0);
}
