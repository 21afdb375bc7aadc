import { mongo } from 'mongoose';
import { idKey } from '../listing/product-id.js';
import { clusterTime, tokenTime } from '../database/cluster-time.js';

/** Maximum number of changes in one batch. */
const BATCH = 2_000;

/** A batch of product changes. */
export interface FeedBatch {
  /** The documents that were written or deleted, without duplicates. */
  readonly ids: readonly unknown[];
  /** Whether the collection was replaced by another one, or dropped. */
  readonly switched: boolean;
  /** The cluster time up to which all changes are known after this batch; `undefined` if the server does not say. */
  readonly knownTo: bigint | undefined;
  /** Resume token for a later feed. */
  readonly token: mongo.ResumeToken;
  /** The server has closed the stream, e.g. because the database was dropped. A new one resumes from the token. */
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
 * Product changes, read from the database's change stream (which survives a rename of the collection). It uses commands
 * because the driver's own stream returns one event at a time and cannot vary the wait from call to call. Events only
 * tell which documents changed; their current state is looked up in batches.
 */
export class ChangeFeed {
  private readonly session: mongo.ClientSession;
  private cursor: mongo.Long | number | undefined;

  /** With a token, resumes where another feed ended. */
  constructor(
    client: mongo.MongoClient,
    private readonly db: mongo.Db,
    private readonly collection: string,
    private token: mongo.ResumeToken,
  ) {
    this.session = client.startSession();
  }

  /** Waits up to `waitMs` for the next changes; the first call opens the stream and does not wait. */
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

  /** The events of a transaction share a cluster time, so after a full batch there may be more with the last time. */
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

/** Whether a feed ended because the connection was lost, and can resume as soon as there is a new one. */
export function isOutage(error: unknown): boolean {
  return error instanceof mongo.MongoNetworkError || error instanceof mongo.MongoServerSelectionError;
}
