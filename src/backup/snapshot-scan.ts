import type { mongo } from 'mongoose';
import { BSON } from 'mongodb';
import { rawRepliesAhead } from '../database/raw-replies.js';
import { IN_SNAPSHOT, Snapshot } from '../database/snapshot.js';

/** A server reply holds at most 16 MB; typical documents are requested in smaller batches. */
const REPLY_BYTES = 8_388_608;
const MAX_IN_REPLY = 10_000;

/** The amount to read, according to the server's statistics. */
export interface CollectionSize {
  readonly documents: number;
  /** Size of all documents, uncompressed. */
  readonly bytes: number;
}

/** The collection's size: a possibly outdated estimate. */
export async function collectionSize(collection: mongo.Collection): Promise<CollectionSize> {
  const shards = await collection
    .aggregate<{ storageStats: { count?: number; size?: number } }>([{ $collStats: { storageStats: {} } }])
    .toArray();
  return {
    documents: shards.reduce((sum, { storageStats }) => sum + (storageStats.count ?? 0), 0),
    bytes: shards.reduce((sum, { storageStats }) => sum + (storageStats.size ?? 0), 0),
  };
}

/** A read of all documents of a collection at one cluster time, in `_id` order across all types. */
export class SnapshotScan {
  /** Documents read so far. */
  count = 0;
  private time = 0n;

  /** @param at the cluster time to read, which the server must still have; now by default */
  constructor(
    private readonly client: mongo.MongoClient,
    private readonly collection: mongo.Collection,
    private readonly options: { readonly size: CollectionSize; readonly at?: mongo.Timestamp | undefined },
  ) {}

  /** The cluster time of the read: seconds and increment. */
  get clusterTime(): { readonly t: number; readonly i: number } {
    return { t: Number(this.time >> 32n), i: Number(this.time & 0xffffffffn) };
  }

  /** The unchanged bytes of each document. */
  async *documents(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const { size, at } = this.options;
    const session = this.client.startSession({ snapshot: true });
    if (at !== undefined) Object.assign(session, { snapshotTime: at });
    const cursor = rawInIdOrder(this.collection, size, { session, ...IN_SNAPSHOT });
    try {
      for await (const reply of rawRepliesAhead(cursor))
        for (const bytes of reply) {
          signal?.throwIfAborted();
          this.count += 1;
          yield bytes;
        }
      this.time = new Snapshot(session).time;
    } finally {
      await session.endSession();
    }
  }
}

/** A cursor over the bytes of all documents, in `_id` order. */
export function rawInIdOrder(
  collection: mongo.Collection,
  size: CollectionSize,
  options: mongo.FindOptions = {},
): mongo.FindCursor<Uint8Array> {
  const each = Math.max(1, size.bytes / Math.max(1, size.documents));
  const batchSize = Math.min(MAX_IN_REPLY, Math.max(1, Math.floor(REPLY_BYTES / each)));
  return collection.find<Uint8Array>({}, { ...options, raw: true, sort: { _id: 1 }, batchSize });
}

/** The bytes of a document's `_id` including its type, which identify the document. */
export function idBytes(document: Uint8Array): Buffer {
  for (const [type, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(document)) {
    if (Buffer.from(document.subarray(nameOffset, nameOffset + nameLength)).toString() !== '_id') continue;
    return Buffer.concat([Buffer.from([type]), document.subarray(offset, offset + length)]);
  }
  return Buffer.alloc(0);
}
