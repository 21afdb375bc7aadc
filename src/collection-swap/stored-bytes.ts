import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { valueEnd } from '../bson/bson-types.js';
import { decodePaths, decodeWhole } from '../bson/lean-document.js';
import { selectPaths } from '../bson/selected-paths.js';
import { byIds } from '../database/collections.js';
import { rawReplies } from '../database/raw-replies.js';
import type { CollectionIdentity } from './collection-identity.js';

const { ObjectId } = mongo;

/** Documents that are handled together are no more than this, unless one alone is. */
const MAX_BYTES = 8 * 1_048_576;
/** Portions are smaller: while one is written, the next one is mapped. */
const PORTION = 500;

/** A document as it is stored, byte for byte. */
export interface StoredBytes {
  readonly id: unknown;
  readonly bytes: Uint8Array;
}

/**
 * The documents of some `_id`s as the majority has them, in the order of `_id` and in portions of limited size; what is
 * not there is left out. The collection is named by its UUID as well, so that after a switch nothing is read from the
 * one that took its name.
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

/** Documents that are handled together. */
export interface StoredPage {
  readonly documents: readonly StoredBytes[];
  /**
   * The `_id` of the first one after them, in an array of its own since it may be of any type; empty where there is
   * none.
   */
  readonly next: readonly unknown[];
}

/**
 * Takes so many documents of a cursor, or fewer where they are large, and closes it. It has to return one more than
 * that.
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
 * Documents from an `_id` on (in an array of its own; empty: from the first one) as the majority has them, in the order
 * of `_id`. Bounds by `min` cross BSON types; `$gte` would pass over every `_id` of another type.
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

/** Documents by a range of `_id`s, as a find asks for them. */
export interface IdRange {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly options: {
    readonly hint?: { readonly _id: 1 };
    readonly min?: { readonly _id: unknown };
    readonly max?: { readonly _id: unknown };
  };
  /**
   * With `min` alone the server ends before MaxKey, which may be an `_id` as well: it has to be asked for by itself.
   */
  readonly lacksMaxKey: boolean;
}

/** The range from the first bound on, up to before the second one. An empty array is no bound. */
export function idRange(from: readonly unknown[], to: readonly unknown[]): IdRange {
  // Nothing lies behind it, and as `min` it is refused.
  if (isMaxKey(from)) return { filter: byIds(from), options: {}, lacksMaxKey: false };
  const options = {
    hint: { _id: 1 },
    ...(from.length === 0 ? {} : { min: { _id: from[0] } }),
    ...(to.length === 0 ? {} : { max: { _id: to[0] } }),
  } as const;
  return { filter: {}, options, lacksMaxKey: from.length > 0 && to.length === 0 };
}

/** Whether a bound is the largest value that there is. */
export function isMaxKey([bound]: readonly unknown[]): boolean {
  return bound instanceof mongo.MaxKey;
}

/** A stored document, decoded as reads decode it. */
export function decode(bytes: Uint8Array): StoredDocument {
  return decodeWhole(bytes) as StoredDocument;
}

const OBJECT_ID = 0x07;
const STRING = 0x02;
const TYPE_AT = 4;
const NAME = Buffer.from('_id\0');
const VALUE_AT = TYPE_AT + 1 + NAME.length;
const ID = selectPaths(['_id']);

/** The `_id`, without decoding the rest of the document where it has an ordinary one. */
export function idOf(bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isIdFirst(buffer)) {
    if (buffer[TYPE_AT] === OBJECT_ID) return new ObjectId(buffer.subarray(VALUE_AT, VALUE_AT + 12));
    if (buffer[TYPE_AT] === STRING)
      return buffer.toString('utf8', VALUE_AT + 4, VALUE_AT + 4 + buffer.readInt32LE(VALUE_AT) - 1);
  }
  return decodePaths(bytes, ID)['_id'];
}

/** The bytes of the `_id` element, type and name included; `undefined` where it is not the first field. */
export function idElement(bytes: Uint8Array): Uint8Array | undefined {
  return isIdFirst(bytes) ? bytes.subarray(TYPE_AT, valueEnd(bytes, bytes[TYPE_AT] ?? 0, VALUE_AT)) : undefined;
}

function isIdFirst(bytes: Uint8Array): boolean {
  if (bytes.length <= VALUE_AT) return false;
  for (let index = 0; index < NAME.length; index++) if (bytes[TYPE_AT + 1 + index] !== NAME[index]) return false;
  return true;
}
