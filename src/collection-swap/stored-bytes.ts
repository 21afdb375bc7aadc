import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { valueEnd } from '../bson/bson-types.js';
import { decodePaths, decodeWhole } from '../bson/lean-document.js';
import { selectPaths } from '../bson/selected-paths.js';
import { byIds } from '../database/collections.js';
import { rawReplies } from '../database/raw-replies.js';
import type { CollectionIdentity } from './collection-identity.js';

const { ObjectId } = mongo;

/** The size limit of a batch; a single document may exceed it. */
const MAX_BYTES = 8 * 1_048_576;
/** Portions are smaller than batches: the next one is mapped while one is written. */
const PORTION = 500;

/** A document as stored, byte for byte. */
export interface StoredBytes {
  readonly id: unknown;
  readonly bytes: Uint8Array;
}

/**
 * Reads documents by `_id` with majority read concern, in `_id` order and in portions of limited size; missing ones are
 * left out. The collection is also named by its UUID, so that after a switch nothing is read from the one that took its
 * name.
 */
export async function* storedBytes(
  db: mongo.Db,
  { name, uuid }: CollectionIdentity,
  ids: readonly unknown[],
): AsyncGenerator<StoredBytes[]> {
  if (ids.length === 0) return;
  const command = {
    find: name,
    collectionUUID: uuid,
    filter: byIds(ids),
    sort: { _id: 1 },
    batchSize: ids.length,
    readConcern: { level: 'majority' },
  };
  let portion: StoredBytes[] = [];
  let size = 0;
  for await (const reply of rawReplies(db.runCursorCommand(command))) {
    for (const bytes of reply) {
      portion.push({ id: idOf(bytes), bytes });
      size += bytes.length;
      if (size < MAX_BYTES && portion.length < PORTION) continue;
      yield portion;
      portion = [];
      size = 0;
    }
  }
  if (portion.length > 0) yield portion;
}

/** A batch of documents. */
export interface StoredPage {
  readonly documents: readonly StoredBytes[];
  /** The `_id` of the first document after them, in an array since it may be of any type; empty if there is none. */
  readonly next: readonly unknown[];
}

/** Batches end soon after `MAX_BYTES`, so a larger one has a document of several megabytes. */
const LARGE_BYTES = 1.5 * MAX_BYTES;

/**
 * Whether documents should be alone in memory: each is held several times while it is read and written, so nothing else
 * is read ahead or written beside them.
 */
export function areLarge(documents: readonly StoredBytes[]): boolean {
  return documents.reduce((sum, { bytes }) => sum + bytes.length, 0) > LARGE_BYTES;
}

/**
 * Takes up to this many documents from a cursor, or fewer if they are large, and closes it. The cursor has to return
 * one more than that.
 */
export async function takePage(cursor: mongo.AbstractCursor<unknown>, limit: number): Promise<StoredPage> {
  const documents: StoredBytes[] = [];
  let size = 0;
  for await (const reply of rawReplies(cursor)) {
    for (const bytes of reply) {
      if (documents.length === limit || size > MAX_BYTES) return { documents, next: [idOf(bytes)] };
      documents.push({ id: idOf(bytes), bytes });
      size += bytes.length;
    }
  }
  return { documents, next: [] };
}

/**
 * Reads documents from an `_id` on (in an array; empty: from the first one), with majority read concern and in `_id`
 * order. Bounds set by `min` cross BSON types, while `$gte` would skip every `_id` of another type.
 */
export async function storedPage(
  db: mongo.Db,
  collection: CollectionIdentity,
  from: readonly unknown[],
  limit: number,
): Promise<StoredPage> {
  const { name, uuid } = collection;
  const { filter, options, lacksMaxKey } = idRange(from, []);
  const command = {
    find: name,
    collectionUUID: uuid,
    filter,
    ...options,
    sort: { _id: 1 },
    limit: limit + 1,
    batchSize: limit + 1,
    readConcern: { level: 'majority' },
  };
  const page = await takePage(db.runCursorCommand(command), limit);
  if (!lacksMaxKey || page.next.length > 0) return page;
  const documents = [...page.documents];
  for await (const last of storedBytes(db, collection, [MAX_KEY])) documents.push(...last);
  return { documents, next: [] };
}

export const MAX_KEY = new mongo.MaxKey();

/** Find options for a range of `_id`s. */
export interface IdRange {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly options: {
    readonly hint?: { readonly _id: 1 };
    readonly min?: { readonly _id: unknown };
    readonly max?: { readonly _id: unknown };
  };
  /** With only `min`, the server stops before MaxKey, which can be an `_id`, too, so it is queried separately. */
  readonly lacksMaxKey: boolean;
}

/** The range from the first bound to before the second. An empty array means no bound. */
export function idRange(from: readonly unknown[], to: readonly unknown[]): IdRange {
  // Nothing sorts after it, and the server refuses it as `min`.
  if (isMaxKey(from)) return { filter: byIds(from), options: {}, lacksMaxKey: false };
  const options = {
    hint: { _id: 1 },
    ...(from.length === 0 ? {} : { min: { _id: from[0] } }),
    ...(to.length === 0 ? {} : { max: { _id: to[0] } }),
  } as const;
  return { filter: {}, options, lacksMaxKey: from.length > 0 && to.length === 0 };
}

/** Whether a bound is MaxKey. */
export function isMaxKey([bound]: readonly unknown[]): boolean {
  return bound instanceof mongo.MaxKey;
}

/** A stored document, decoded the way reads decode it. */
export function decode(bytes: Uint8Array): StoredDocument {
  return decodeWhole(bytes) as StoredDocument;
}

const OBJECT_ID = 0x07;
const STRING = 0x02;
const TYPE_AT = 4;
const NAME = Buffer.from('_id\0');
const VALUE_AT = TYPE_AT + 1 + NAME.length;
const ID = selectPaths(['_id']);

/** The `_id`; an ordinary one is read without decoding the rest of the document. */
export function idOf(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isIdFirst(buffer)) {
    if (buffer[TYPE_AT] === OBJECT_ID) return new ObjectId(buffer.subarray(VALUE_AT, VALUE_AT + 12));
    if (buffer[TYPE_AT] === STRING)
      return buffer.toString('utf8', VALUE_AT + 4, VALUE_AT + 4 + buffer.readInt32LE(VALUE_AT) - 1);
  }
  return decodePaths(bytes, ID)['_id'];
}

/** The bytes of the `_id` element, including type and name; `undefined` if it is not the first field. */
export function idElement(bytes: Uint8Array): Uint8Array | undefined {
  return isIdFirst(bytes) ? bytes.subarray(TYPE_AT, valueEnd(bytes, bytes[TYPE_AT] ?? 0, VALUE_AT)) : undefined;
}

function isIdFirst(bytes: Uint8Array): boolean {
  if (bytes.length <= VALUE_AT) return false;
  for (let index = 0; index < NAME.length; index++) if (bytes[TYPE_AT + 1 + index] !== NAME[index]) return false;
  return true;
}
