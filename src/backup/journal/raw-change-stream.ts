import { mongo } from 'mongoose';
import { tokenTime } from '../../database/cluster-time.js';
import { PRODUCTS } from '../../database/collections.js';
import { type ChangeEvent, readEvent } from './change-event.js';
import { elementsOf } from './raw-bson.js';

/** A server reply holds at most 16 MB; more events than this are not requested at once. */
const MAX_IN_REPLY = 2_000;
const MAX_AWAIT_MS = 1_000;

/** Where a stream starts: after a resume token, or at a cluster time. */
export type StreamStart = { readonly token: mongo.Document } | { readonly time: mongo.Timestamp };

/** The next events, and the time up to which they are complete. */
export interface StreamBatch {
  readonly events: readonly ChangeEvent[];
  /** The resume token for continuing after this batch. */
  readonly token: mongo.Document;
  /** The time up to which all events are known. */
  readonly time: bigint;
}

/** Events of documents in `products`, under any UUID, and of the collection as a whole. */
const MATCH = {
  $match: {
    $or: [{ 'ns.coll': PRODUCTS }, { 'to.coll': PRODUCTS }, { operationType: { $in: ['dropDatabase', 'invalidate'] } }],
  },
};

/**
 * The database's change stream as bytes. The driver's own stream decodes events, which can change them, so the cursor
 * is read with commands. Updates come in the oplog's format (`showRawUpdateDescription`, MongoDB 6.0 and newer): the
 * usual format does not say where in the document a field is placed.
 */
export class RawChangeStream {
  private readonly session: mongo.ClientSession;
  private cursor: Buffer | undefined;
  private token: mongo.Document | undefined;
  private known = 0n;

  constructor(
    client: mongo.MongoClient,
    private readonly db: mongo.Db,
    private readonly start: StreamStart,
  ) {
    this.session = client.startSession();
    if ('token' in start) this.token = start.token;
  }

  /** Waits for the next events; returns an empty batch if none arrive within `waitMs`. */
  async next(waitMs = MAX_AWAIT_MS): Promise<StreamBatch> {
    const reply = this.cursor === undefined ? await this.open() : await this.more(this.cursor, waitMs);
    const fields = new Map(
      elementsOf(Buffer.from(reply['cursor'] as Uint8Array)).map(({ name, value }) => [name, value]),
    );
    const batch = fields.get('firstBatch') ?? fields.get('nextBatch');
    const events = batch === undefined ? [] : elementsOf(batch).map(({ value }) => readEvent(value));
    const token = fields.get('postBatchResumeToken');
    if (token !== undefined) this.token = mongo.BSON.deserialize(token);
    // The server ends a stream when the database is dropped; a new one continues after its last event.
    const id = fields.get('id');
    this.cursor = id === undefined || id.every((byte) => byte === 0) ? undefined : id;
    if (this.token === undefined) throw new Error('The server gave no resume token with the change stream');
    // More events may share the token's time: those of one transaction do.
    const before = (tokenTime(this.token) ?? 1n) - 1n;
    if (before > this.known) this.known = before;
    return { events: events.filter(({ kind }) => kind !== 'invalidate'), token: this.token, time: this.known };
  }

  async close(): Promise<void> {
    if (this.cursor !== undefined)
      await this.db
        .command({ killCursors: '$cmd.aggregate', cursors: [longOf(this.cursor)] }, { session: this.session })
        .catch(() => undefined);
    this.cursor = undefined;
    await this.session.endSession().catch(() => undefined);
  }

  private async open(): Promise<mongo.Document> {
    const from = this.token === undefined ? startOf(this.start) : { startAfter: this.token };
    const stage = { $changeStream: { showExpandedEvents: true, showRawUpdateDescription: true, ...from } };
    return this.db.command(
      {
        aggregate: 1,
        pipeline: [stage, MATCH],
        cursor: { batchSize: MAX_IN_REPLY },
        readConcern: { level: 'majority' },
      },
      { session: this.session, raw: true },
    );
  }

  private async more(cursor: Buffer, waitMs: number): Promise<mongo.Document> {
    return this.db.command(
      { getMore: longOf(cursor), collection: '$cmd.aggregate', batchSize: MAX_IN_REPLY, maxTimeMS: waitMs },
      { session: this.session, raw: true },
    );
  }
}

function startOf(start: StreamStart): Record<string, unknown> {
  return 'token' in start ? { startAfter: start.token } : { startAtOperationTime: start.time };
}

function longOf(bytes: Buffer): mongo.Long {
  return mongo.Long.fromBigInt(bytes.readBigInt64LE());
}

/**
 * Server error codes for a stream that cannot start: the oplog no longer reaches back that far, or the token is
 * unknown.
 */
const LOST: ReadonlySet<unknown> = new Set([136, 260, 280, 286]);
/** An event larger than the server can return (16 MB); the stream cannot get past it. */
const TOO_LARGE: ReadonlySet<unknown> = new Set([10_334, 17_419]);

/** Whether a stream can never continue from its position. */
export function isHistoryLost(error: unknown): boolean {
  return LOST.has(codeOf(error)) || TOO_LARGE.has(codeOf(error));
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
