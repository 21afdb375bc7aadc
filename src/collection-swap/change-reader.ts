import { mongo } from 'mongoose';

import { idKey } from '../listing/product-id.js';
import { clusterTime, tokenTime } from '../database/cluster-time.js';
import { FENCE_TITLE } from '../database/fence-title.js';
import { PRODUCTS } from '../database/collections.js';

/** How long the server waits for a change before it reports that there is none. */
const MAX_AWAIT_MS = 20;
/** How long single events are gathered: each batch costs some round trips, however small it is. */
const GATHER_MS = 50;

const DOCUMENT_EVENTS: readonly string[] = ['insert', 'update', 'replace', 'delete'];
/** Events that change a collection as a whole; code that is copying it has to know. */
const SCHEMA_EVENTS: readonly string[] = [
  'rename',
  'drop',
  'dropDatabase',
  'modify',
  'create',
  'createIndexes',
  'dropIndexes',
  'shardCollection',
];

/**
 * Changes of `products` under any UUID, and all events of whole collections. Which of those concern the migration is
 * decided here: a condition on their names would double the server's work for every write to the copies, which it has
 * to pass over as well (measured on 6.0: 14.6 and 7.3 µs an insert). The pipeline is the same at every start, since a
 * resume token is bound to it.
 */
const MATCH = { $match: { $or: [{ 'ns.coll': PRODUCTS }, { operationType: { $nin: DOCUMENT_EVENTS } }] } };
const LEAN = { $project: { fullDocument: 0, updateDescription: 0, wallTime: 0 } };

/** A document that was written or deleted. */
export interface DocumentEvent {
  readonly id: unknown;
  /** UUID of its collection, in hexadecimal. */
  readonly uuid: string;
  /** The whole event; it has content only if the reader was asked for it. */
  readonly event: mongo.ChangeStreamDocument;
}

/** An event of a whole collection. */
export interface SchemaEvent {
  readonly kind: string;
  readonly uuid: string;
  readonly collection: string;
  /** For a rename: the new name. */
  readonly to: string | undefined;
  readonly time: bigint;
  /** The title of the fence that a `modify` event set; `undefined` if it set none. */
  readonly fence: string | undefined;
}

/** A batch of events. A schema event, if any, is the last one. */
export interface ChangeBatch {
  readonly documents: readonly DocumentEvent[];
  readonly schema: SchemaEvent | undefined;
  /** The resume token for continuing after this batch. */
  readonly token: unknown;
  /** The time up to which all events are known. */
  readonly time: bigint;
}

/** Where a reader starts. */
export type Position = { readonly token: unknown } | { readonly time: mongo.Timestamp };

/** Reads the database's change stream in batches; unlike a collection's stream, it survives renames. */
export class ChangeReader {
  private readonly stream: mongo.ChangeStream;
  private known = 0n;
  /** The next event, if it has been asked for early, and whether there is an answer. */
  private ahead: Promise<mongo.ChangeStreamDocument | null> | undefined;
  private isAnswered = false;

  /** @param withContent events carry documents and changed fields, with numbers as BSON classes */
  constructor(db: mongo.Db, position: Position, withContent = false) {
    const start = 'token' in position ? { resumeAfter: position.token } : { startAtOperationTime: position.time };
    this.stream = db.watch(withContent ? [MATCH] : [MATCH, LEAN], {
      ...start,
      showExpandedEvents: true,
      maxAwaitTimeMS: MAX_AWAIT_MS,
      enableUtf8Validation: false,
      ...(withContent ? { promoteValues: false } : {}),
    });
  }

  /**
   * Asks for the next event early, and returns whether the server has answered. It has to pass over all writes since
   * the last one, those to the copies included, and other work can go on meanwhile.
   */
  lookAhead(): boolean {
    if (this.ahead === undefined) {
      this.isAnswered = false;
      const answered = (): void => {
        this.isAnswered = true;
      };
      this.ahead = this.stream.tryNext();
      this.ahead.then(answered, answered);
    }
    return this.isAnswered;
  }

  /**
   * Returns up to `limit` events; an empty batch if there are none right now. Stops waiting at `until`, since under
   * constant writes there is always another event.
   */
  async next(limit: number, until?: bigint): Promise<ChangeBatch> {
    const documents: DocumentEvent[] = [];
    let schema: SchemaEvent | undefined;
    let last: bigint | undefined;
    let isAll = false;
    let gathered = Infinity;
    while (documents.length < limit && schema === undefined && performance.now() < gathered) {
      const event = await this.nextEvent();
      isAll = event === null;
      if (event === null) break;
      if (documents.length === 0) gathered = performance.now() + GATHER_MS;
      const { clusterTime: time } = event as { clusterTime?: mongo.Timestamp };
      if (time !== undefined) last = clusterTime(time);
      // Not at the time itself: all writes of a transaction share one time.
      if (until !== undefined && last !== undefined && last > until) gathered = -Infinity;
      if (DOCUMENT_EVENTS.includes(event.operationType)) documents.push(toDocumentEvent(event));
      else if (SCHEMA_EVENTS.includes(event.operationType)) schema = toSchemaEvent(event);
      if (schema !== undefined && !concernsMigration(schema)) schema = undefined;
    }
    const token: unknown = this.stream.resumeToken;
    // Where reading has stopped at an event, more of its time may follow, for the same reason.
    const known = isAll ? (tokenTime(token) ?? last) : last === undefined ? undefined : last - 1n;
    if (known !== undefined && known > this.known) this.known = known;
    return { documents, schema, token, time: this.known };
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  private nextEvent(): Promise<mongo.ChangeStreamDocument | null> {
    const { ahead } = this;
    this.ahead = undefined;
    return ahead ?? this.stream.tryNext();
  }
}

/** The distinct `_id`s of events. */
export function distinctIds(events: readonly DocumentEvent[]): unknown[] {
  return [...new Map(events.map(({ id }) => [idKey(id), id])).values()];
}

/** A collection's UUID as text, for comparison. */
export function uuidText(uuid: unknown): string {
  return uuid === null || uuid === undefined
    ? ''
    : String((uuid as { toString(): string }).toString())
        .replaceAll('-', '')
        .toLowerCase();
}

function toDocumentEvent(event: mongo.ChangeStreamDocument): DocumentEvent {
  const { documentKey, collectionUUID } = event as unknown as {
    documentKey: { _id: unknown };
    collectionUUID: unknown;
  };
  return { id: asDecoded(documentKey._id), uuid: uuidText(collectionUUID), event };
}

/**
 * Converts an `_id` to the form that finds decode, so that both have the same key: with content, numbers come as BSON
 * classes.
 */
function asDecoded(id: unknown): unknown {
  const isClass = typeof id === 'object' && id !== null && '_bsontype' in id && id._bsontype !== 'ObjectId';
  return isClass ? mongo.BSON.deserialize(mongo.BSON.serialize({ id }))['id'] : id;
}

interface RawSchemaEvent {
  readonly operationType: string;
  readonly clusterTime: mongo.Timestamp;
  readonly collectionUUID?: unknown;
  readonly ns?: { readonly coll?: string };
  readonly to?: { readonly coll?: string };
  readonly operationDescription?: { readonly validator?: { readonly $jsonSchema?: { readonly title?: unknown } } };
}

function concernsMigration({ kind, collection, to }: SchemaEvent): boolean {
  return [collection, to].some(isOfMigration) || kind === 'dropDatabase';
}

function isOfMigration(name: string | undefined): boolean {
  return name === PRODUCTS || name?.startsWith(`${PRODUCTS}_`) === true;
}

function toSchemaEvent(event: mongo.ChangeStreamDocument): SchemaEvent {
  const {
    operationType: kind,
    clusterTime: time,
    collectionUUID,
    ns,
    to,
    operationDescription,
  } = event as unknown as RawSchemaEvent;
  const title = operationDescription?.validator?.$jsonSchema?.title;
  const fence = typeof title === 'string' && title.startsWith(FENCE_TITLE) ? title : undefined;
  return {
    kind,
    uuid: uuidText(collectionUUID),
    collection: ns?.coll ?? '',
    to: to?.coll,
    time: clusterTime(time),
    fence,
  };
}
