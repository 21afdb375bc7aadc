import { mongo } from 'mongoose';

import { idKey } from '../listing/product-id.js';
import { clusterTime, tokenTime } from '../database/cluster-time.js';
import { FENCE_TITLE } from '../database/fence-title.js';
import { PRODUCTS } from '../database/collections.js';

/** How long the server waits for a change before it says that there is none. */
const MAX_AWAIT_MS = 20;
/** Events that come one by one are gathered for so long: each batch takes some round trips, however small it is. */
const GATHER_MS = 50;

const DOCUMENT_EVENTS: readonly string[] = ['insert', 'update', 'replace', 'delete'];
/** They make a collection other than it was: whoever is in the middle of copying it has to know. */
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
 * Changes of `products` under whatever UUID, and what is done to it and to the migration's collections as a whole. The
 * same pipeline at every start, since a resume token is bound to it.
 */
const MATCH = {
  $match: {
    $or: [
      { 'ns.coll': PRODUCTS },
      { 'to.coll': PRODUCTS },
      { $and: [{ 'ns.coll': { $regex: `^${PRODUCTS}_` } }, { operationType: { $nin: [...DOCUMENT_EVENTS] } }] },
      { operationType: 'dropDatabase' },
    ],
  },
};
const LEAN = { $project: { fullDocument: 0, updateDescription: 0, wallTime: 0 } };

/** A document that was written or deleted. */
export interface DocumentEvent {
  readonly id: unknown;
  /** Of its collection, as hexadecimal text. */
  readonly uuid: string;
  /** The whole event; it has its content only where the reader was asked for it. */
  readonly event: mongo.ChangeStreamDocument;
}

/** Something that was done to a whole collection. */
export interface SchemaEvent {
  readonly kind: string;
  readonly uuid: string;
  readonly collection: string;
  /** Of a rename: the new name. */
  readonly to: string | undefined;
  readonly time: bigint;
  /** The title of the fence that a `modify` has put up; `undefined` where it is none. */
  readonly fence: string | undefined;
}

/** A run of events. It ends with a schema event, if there is one. */
export interface ChangeBatch {
  readonly documents: readonly DocumentEvent[];
  readonly schema: SchemaEvent | undefined;
  /** From where to go on after this batch. */
  readonly token: unknown;
  /** Up to when everything is known now. */
  readonly time: bigint;
}

/** Where a reader begins. */
export type Position = { readonly token: unknown } | { readonly time: mongo.Timestamp };

/** Reads the change stream of the database, which outlives a rename of the collection, batch by batch. */
export class ChangeReader {
  private readonly stream: mongo.ChangeStream;
  private known = 0n;

  /** `withContent`: events carry documents and changed fields, with numbers as their BSON classes. */
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
   * The next events, `limit` at most; an empty batch where there are none at the moment. Events after `until` are not
   * waited for: under writes without a rest there is always a next one.
   */
  async next(limit: number, until?: bigint): Promise<ChangeBatch> {
    const documents: DocumentEvent[] = [];
    let schema: SchemaEvent | undefined;
    let gathered = Infinity;
    while (documents.length < limit && schema === undefined && performance.now() < gathered) {
      const event = await this.stream.tryNext();
      if (event === null) break;
      if (documents.length === 0) gathered = performance.now() + GATHER_MS;
      this.noteTime((event as { clusterTime?: mongo.Timestamp }).clusterTime);
      // Not at the time itself: the writes of a transaction have one time.
      if (until !== undefined && this.known > until) gathered = -Infinity;
      if (DOCUMENT_EVENTS.includes(event.operationType)) documents.push(toDocumentEvent(event));
      else if (SCHEMA_EVENTS.includes(event.operationType)) schema = toSchemaEvent(event);
    }
    const token: unknown = this.stream.resumeToken;
    const known = tokenTime(token);
    if (known !== undefined && known > this.known) this.known = known;
    return { documents, schema, token, time: this.known };
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  private noteTime(time: mongo.Timestamp | undefined): void {
    if (time !== undefined) this.known = clusterTime(time);
  }
}

/** The distinct `_id`s of events. */
export function distinctIds(events: readonly DocumentEvent[]): unknown[] {
  return [...new Map(events.map(({ id }) => [idKey(id), id])).values()];
}

/** A collection's UUID as text that can be compared. */
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

/** An `_id` as finds decode it, so that it has the same key: with content, numbers come as BSON classes. */
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
