import { mongo } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { clusterTime, tokenTime } from '../storage/cluster-time.js';

/** What happened to the products. */
export type ProductChange =
  /** One document's state at that time or later; `undefined`: it was deleted. */
  | { readonly kind: 'document'; readonly id: unknown; readonly document: StoredDocument | undefined; readonly time: bigint }
  /** A document was changed whose collection or self was gone before it could be looked up. */
  | { readonly kind: 'lost'; readonly id: unknown; readonly time: bigint }
  /** Another collection took the place of the one that was there, or it was dropped. */
  | { readonly kind: 'switch'; readonly time: bigint };

/** A turn of the feed: the change, if there was one, and up to when all changes are now known. */
export interface FeedTurn {
  readonly change: ProductChange | undefined;
  readonly knownTo: bigint | undefined;
  /** Where a later feed can go on after this turn. */
  readonly token: mongo.ResumeToken;
  /** The server has ended the stream, as it does when the database is dropped: a new one goes on from the token. */
  readonly ended: boolean;
}

/**
 * How long the server waits for a change before it answers "none". It bounds how late an idle feed learns that there was
 * none, which is what a listing's total waits for while other collections are being written.
 */
const MAX_AWAIT_MS = 25;

/** The changes of the products collection, read from the database's change stream (which outlives a rename of the collection). */
export class ChangeFeed {
  private readonly stream: mongo.ChangeStream;

  /** With a token it goes on where another feed ended. */
  constructor(db: mongo.Db, collection: string, projection: Readonly<Record<string, 1>>, startAfter?: mongo.ResumeToken) {
    const fields = Object.fromEntries(Object.keys(projection).map((path) => [`fullDocument.${path}`, 1]));
    this.stream = db.watch(
      [
        { $match: { $or: [{ 'ns.coll': collection }, { 'to.coll': collection }, { operationType: { $in: ['dropDatabase', 'invalidate'] } }] } },
        { $project: { operationType: 1, clusterTime: 1, documentKey: 1, ns: 1, to: 1, 'fullDocument._id': 1, ...fields } },
      ],
      { fullDocument: 'updateLookup', maxAwaitTimeMS: MAX_AWAIT_MS, enableUtf8Validation: false, ...(startAfter === undefined ? {} : { startAfter }) },
    );
  }

  /** Waits for the next change, or a moment for the news that there is none; the first turn opens the stream. */
  async next(): Promise<FeedTurn> {
    const event = await this.stream.tryNext();
    const token = this.stream.resumeToken;
    const ended = event === null ? this.stream.closed : event.operationType === 'invalidate';
    return { change: event === null ? undefined : toChange(event), knownTo: tokenTime(token), token, ended };
  }

  async close(): Promise<void> {
    await this.stream.close();
  }
}

/** Whether a feed ended for want of a connection, and may go on where it was as soon as there is one. */
export function isOutage(error: unknown): boolean {
  return error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError;
}

function toChange(event: mongo.ChangeStreamDocument): ProductChange | undefined {
  const time = event.clusterTime === undefined ? 0n : clusterTime(event.clusterTime);
  switch (event.operationType) {
    case 'insert':
    case 'replace':
      return { kind: 'document', id: event.documentKey._id, document: event.fullDocument as StoredDocument, time };
    case 'update': {
      // It is looked up when the event is read: in the collection that was changed, which a switch may have dropped since.
      const document = (event.fullDocument ?? undefined) as StoredDocument | undefined;
      const { _id: id } = event.documentKey;
      return document === undefined ? { kind: 'lost', id, time } : { kind: 'document', id, document, time };
    }
    case 'delete':
      return { kind: 'document', id: event.documentKey._id, document: undefined, time };
    case 'drop':
    case 'rename':
    case 'dropDatabase':
    case 'invalidate':
      return { kind: 'switch', time };
    default:
      return undefined;
  }
}
