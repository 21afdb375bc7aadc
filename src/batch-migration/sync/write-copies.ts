import { mongo } from 'mongoose';

import { BSON_TYPE } from '../../bson/bson-types.js';
import { BsonWriter } from '../../bson/bson-writer.js';
import { byIds } from '../../database/collections.js';
import { documentSequence } from '../../database/document-sequence.js';
import type { CollectionIdentity } from '../../collection-swap/collection-identity.js';
import { COVERED_BY_POSITION } from '../../collection-swap/server-copy.js';
import type { StoredBytes } from '../../collection-swap/stored-bytes.js';
import { decode, idElement } from '../../collection-swap/stored-bytes.js';

/** How copies are written: `insert` leaves existing documents alone. */
export type WayIn = 'insert' | 'replace';

const DUPLICATE_KEY = 11_000;
/**
 * The error for a top-level field name that starts with `$`, which is allowed in a stored document but not in a
 * replacement.
 */
const DOLLAR_FIELD = 52;

interface WriteReply {
  readonly writeErrors?: readonly { readonly index: number; readonly code: number; readonly errmsg: string }[];
}

/**
 * Writes documents, byte for byte, to a collection that only the migration writes. The collection is identified by its
 * UUID, so after a takeover the old owner's writes are refused rather than creating a new collection. Returns the
 * documents that cannot be written this way; any other refusal is an error.
 */
export async function writeCopies(
  db: mongo.Db,
  collection: CollectionIdentity,
  documents: readonly StoredBytes[],
  way: WayIn,
): Promise<readonly StoredBytes[]> {
  const isWritable = ({ bytes }: StoredBytes): boolean => way === 'insert' || idElement(bytes) !== undefined;
  const written = documents.filter(isWritable);
  const left = documents.filter((document) => !isWritable(document));
  if (written.length === 0) return left;
  const { name } = collection;
  const { writeErrors = [] } = (await db.command({
    ...writeCommand(collection, written, way),
    ordered: false,
    writeConcern: COVERED_BY_POSITION,
  })) as WriteReply;
  const refusal = writeErrors.find(({ code }) => code !== (way === 'insert' ? DUPLICATE_KEY : DOLLAR_FIELD));
  if (refusal !== undefined)
    throw new mongo.MongoServerError({
      message: `Copies could not be written to ${name}: ${refusal.errmsg}`,
      code: refusal.code,
    });
  return [...left, ...writeErrors.flatMap(({ index }) => written[index] ?? [])];
}

/**
 * Replaces the documents with the same `_id`s, byte for byte, as part of a transaction: either everything happens or,
 * with an error, nothing.
 */
export async function replaceWithin(
  session: mongo.ClientSession,
  db: mongo.Db,
  collection: CollectionIdentity,
  documents: readonly StoredBytes[],
): Promise<void> {
  const replaced = documents.filter(({ bytes }) => isReplacement(bytes));
  const others = documents.filter(({ bytes }) => !isReplacement(bytes));
  if (others.length > 0)
    await db.collection(collection.name).deleteMany(byIds(others.map(({ id }) => id)), { session });
  for (const [way, written] of [
    ['replace', replaced],
    ['insert', others],
  ] as const) {
    if (written.length > 0) await db.command(writeCommand(collection, written, way), { session });
  }
}

/** Whether the server accepts a document as a replacement. */
function isReplacement(bytes: Uint8Array): boolean {
  return idElement(bytes) !== undefined && !Object.keys(decode(bytes)).some((name) => name.startsWith('$'));
}

function writeCommand({ name, uuid }: CollectionIdentity, documents: readonly StoredBytes[], way: WayIn): object {
  const writer = new BsonWriter();
  const command =
    way === 'insert'
      ? {
          insert: name,
          documents: documentSequence(
            'documents',
            documents.map(({ bytes }) => bytes),
          ),
        }
      : {
          update: name,
          updates: documentSequence(
            'updates',
            documents.map(({ bytes }) => replacement(bytes, writer)),
          ),
        };
  return { ...command, collectionUUID: uuid, bypassDocumentValidation: true };
}

/** `{ q: { _id }, u: document, upsert: true }`, encoded by hand so that the document's bytes stay unchanged. */
function replacement(bytes: Uint8Array, writer: BsonWriter): Uint8Array {
  writer.start(bytes.length + ROOM_BESIDE);
  writer.document(() => {
    writer.object('q', () => {
      writer.bytes(idElement(bytes) ?? new Uint8Array());
    });
    writer.name(BSON_TYPE.object, 'u');
    writer.bytes(bytes);
    writer.value('upsert', true);
  });
  return writer.finish();
}

/** Approximate size of an update without its document. */
const ROOM_BESIDE = 64;
