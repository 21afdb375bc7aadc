import type { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { clusterTime, tokenTime } from '../storage/cluster-time.js';

/** What happened to the products: one document's present state, or something that makes the whole index stale. */
export type ProductChange =
  | { readonly kind: 'document'; readonly id: unknown; readonly document: StoredDocument | undefined; readonly time: bigint }
  | { readonly kind: 'collection'; readonly time: bigint };

/** A turn of the feed: the change, if there was one, and up to when all changes are now known. */
export interface FeedTurn {
  readonly change: ProductChange | undefined;
  readonly knownTo: bigint | undefined;
}

/**
 * How long the server waits for a change before it answers "none". It bounds how late an idle feed learns that there was
 * none, which is what a listing's total waits for while other collections are being written.
 */
const MAX_AWAIT_MS = 25;

/** The changes of the products collection, read from the database's change stream (which outlives a rename of the collection). */
export class ChangeFeed {
  private readonly stream: mongo.ChangeStream;

  constructor(db: mongo.Db, collection: string, projection: Readonly<Record<string, 1>>) {
    const fields = Object.fromEntries(Object.keys(projection).map((path) => [`fullDocument.${path}`, 1]));
    this.stream = db.watch(
      [
        { $match: { $or: [{ 'ns.coll': collection }, { 'to.coll': collection }] } },
        { $project: { operationType: 1, clusterTime: 1, documentKey: 1, ns: 1, to: 1, 'fullDocument._id': 1, ...fields } },
      ],
      { fullDocument: 'updateLookup', maxAwaitTimeMS: MAX_AWAIT_MS, enableUtf8Validation: false },
    );
  }

  /** Opens the stream: from here on no change is missed. */
  async open(): Promise<void> {
    await this.stream.tryNext();
  }

  /** Waits for the next change, or a moment for the news that there is none. */
  async next(): Promise<FeedTurn> {
    const event = await this.stream.tryNext();
    return { change: event === null ? undefined : this.toChange(event), knownTo: tokenTime(this.stream.resumeToken) };
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  private toChange(event: mongo.ChangeStreamDocument): ProductChange | undefined {
    const time = event.clusterTime === undefined ? 0n : clusterTime(event.clusterTime);
    switch (event.operationType) {
      case 'insert':
      case 'update':
      case 'replace': {
        // An update's document is looked up: it is the present one, or null where it has been deleted since.
        const document = (event.fullDocument ?? undefined) as StoredDocument | undefined;
        return { kind: 'document', id: event.documentKey._id, document, time };
      }
      case 'delete':
        return { kind: 'document', id: event.documentKey._id, document: undefined, time };
      case 'drop':
      case 'rename':
      case 'dropDatabase':
      case 'invalidate':
        return { kind: 'collection', time };
      default:
        return undefined;
    }
  }
}
