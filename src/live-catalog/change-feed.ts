import { mongo } from 'mongoose';
import { idKey } from '../listing/product-id.js';
import { clusterTime, tokenTime } from '../database/cluster-time.js';

/** Most changes that are taken at once. */
const BATCH = 2_000;

/** Changes of the products that came together. */
export interface FeedBatch {
  /** The documents that were written or deleted, each once. */
  readonly ids: readonly unknown[];
  /** Whether another collection took the place of the one that was there, or it was dropped. */
  readonly switched: boolean;
  /** Up to when all changes are known with this batch; `undefined` where the server does not tell. */
  readonly knownTo: bigint | undefined;
  /** Where a later feed can go on. */
  readonly token: mongo.ResumeToken;
  /** The server has ended the stream, as it does when the database is dropped: a new one goes on from the token. */
  readonly ended: boolean;
}

interface Event {
  readonly operationType: string;
  readonly clusterTime?: mongo.Timestamp;
  readonly documentKey?: { readonly _id: unknown };
}

interface Reply {
  readonly cursor: {
    readonly id: mongo.Long | number;
    readonly firstBatch?: readonly Event[];
    readonly nextBatch?: readonly Event[];
    readonly postBatchResumeToken?: mongo.ResumeToken;
  };
}

const DOCUMENT_EVENTS: readonly string[] = ['insert', 'replace', 'update', 'delete'];
const SWITCH_EVENTS: readonly string[] = ['drop', 'rename', 'dropDatabase', 'invalidate'];

/**
 * The changes of the products, read from the database's change stream (which outlives a rename of the collection). It
 * is read by commands: the driver's own stream gives one event at a time and cannot wait for a different time each
 * turn. Events only tell which documents changed; their present state is looked up, many at once.
 */
export class ChangeFeed {
  private readonly session: mongo.ClientSession;
  private cursor: mongo.Long | number | undefined;

  /** With a token it goes on where another feed ended. */
  constructor(
    client: mongo.MongoClient,
    private readonly db: mongo.Db,
    private readonly collection: string,
    private token: mongo.ResumeToken,
  ) {
    this.session = client.startSession();
  }

  /** Waits for the next changes, at most so many milliseconds; the first call opens the stream and does not wait. */
  async next(waitMs: number): Promise<FeedBatch> {
    const { cursor } = (await (this.cursor === undefined
      ? this.open()
      : this.more(this.cursor, waitMs))) as unknown as Reply;
    const events = cursor.firstBatch ?? cursor.nextBatch ?? [];
    this.token = cursor.postBatchResumeToken ?? this.token;
    const ended = Number(cursor.id) === 0;
    this.cursor = ended ? undefined : cursor.id;
    const documents = events.flatMap(({ operationType, documentKey }) =>
      DOCUMENT_EVENTS.includes(operationType) && documentKey !== undefined ? [documentKey._id] : [],
    );
    return {
      ids: [...new Map(documents.map((id) => [idKey(id), id])).values()],
      switched: events.some(({ operationType }) => SWITCH_EVENTS.includes(operationType)),
      knownTo: this.knownTo(events),
      token: this.token,
      ended,
    };
  }

  async close(): Promise<void> {
    const { cursor } = this;
    this.cursor = undefined;
    if (cursor !== undefined)
      await this.db
        .command({ killCursors: '$cmd.aggregate', cursors: [cursor] }, { session: this.session })
        .catch(() => undefined);
    await this.session.endSession().catch(() => undefined);
  }

  /** Events of one transaction share their time: of a full batch, the last time may have more to come. */
  private knownTo(events: readonly Event[]): bigint | undefined {
    if (events.length < BATCH) return tokenTime(this.token);
    const last = events.at(-1)?.clusterTime;
    return last === undefined ? undefined : clusterTime(last) - 1n;
  }

  private open(): Promise<mongo.Document> {
    const pipeline = [
      { $changeStream: { fullDocument: 'default', ...(this.token === undefined ? {} : { startAfter: this.token }) } },
      {
        $match: {
          $or: [
            { 'ns.coll': this.collection },
            { 'to.coll': this.collection },
            { operationType: { $in: ['dropDatabase', 'invalidate'] } },
          ],
        },
      },
      { $project: { operationType: 1, clusterTime: 1, documentKey: 1 } },
    ];
    const options = { session: this.session, enableUtf8Validation: false };
    return this.db.command(
      { aggregate: 1, pipeline, cursor: { batchSize: BATCH }, readConcern: { level: 'majority' } },
      options,
    );
  }

  private more(cursor: mongo.Long | number, waitMs: number): Promise<mongo.Document> {
    const command = {
      getMore: mongo.Long.fromValue(cursor),
      collection: '$cmd.aggregate',
      batchSize: BATCH,
      maxTimeMS: waitMs,
    };
    return this.db.command(command, { session: this.session, enableUtf8Validation: false });
  }
}

/** Whether a feed ended for want of a connection, and may go on where it was as soon as there is one. */
export function isOutage(error: unknown): boolean {
  return error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError;
}
