import type { mongo } from 'mongoose';
import { BSON } from 'mongodb';
import { ConflictError, NotFoundError } from '../errors/domain-error.js';
import { parseExtendedJson, toExtendedJson } from '../bson/extended-json.js';
import { BackupRefusedError } from './backup-errors.js';
import { rawDocuments } from '../database/raw-replies.js';

/** A collection's properties besides its documents, as the server reports them. */
export interface CollectionMetadata {
  readonly uuid: string;
  readonly indexNames: readonly string[];
  /** Options and indexes in canonical extended JSON, with keys in the server's order. */
  readonly options: string;
  readonly indexes: readonly string[];
}

/** Options and indexes for a restored collection, as BSON types. */
export interface RestorableMetadata {
  readonly options: Readonly<Record<string, unknown>>;
  readonly indexes: readonly Readonly<Record<string, unknown>>[];
}

/** Reads a collection's options, indexes and UUID; throws if it is not a plain collection. */
export async function readCollectionMetadata(db: mongo.Db, name: string): Promise<CollectionMetadata> {
  const found = await rawDocuments(db.runCursorCommand({ listCollections: 1, filter: { name } }));
  const [bytes] = found;
  if (bytes === undefined)
    throw new NotFoundError(`There is no collection ${name} in the database ${db.databaseName}: load products first`);
  const { type, info } = BSON.deserialize(bytes, { promoteBuffers: false, validation: { utf8: false } });
  if (type !== 'collection')
    throw new ConflictError(
      `${name} is a ${String(type)}, and only collections are backed up: back up the collection that it reads`,
    );
  const indexes = await rawDocuments(db.runCursorCommand({ listIndexes: name }));
  return {
    uuid: (info as { uuid: mongo.BSON.UUID }).uuid.toString(),
    indexNames: indexes.map((index) => String(BSON.deserialize(index)['name'])),
    options: toExtendedJson(subdocument(bytes, 'options')).text,
    indexes: indexes.map((index) => toExtendedJson(index).text),
  };
}

/** The `metadata.json` that mongodump writes and mongorestore reads. */
export function metadataText({ uuid, options, indexes }: CollectionMetadata, name: string): string {
  const identity = `"uuid":"${uuid.replaceAll('-', '')}","collectionName":${JSON.stringify(name)}`;
  return `{"options":${options},"indexes":[${indexes.join(',')}],${identity},"type":"collection"}`;
}

/** Parses a `metadata.json`. The index on `_id` is left out: every collection has it from the start. */
export function parseMetadata(text: string, name: string): RestorableMetadata {
  try {
    const { options = {}, indexes = [] } = parseExtendedJson(text) as Partial<RestorableMetadata>;
    const own = indexes.filter((index) => index['name'] !== '_id_' && index['clustered'] !== true);
    return { options, indexes: own.map((index) => restorableIndex(index, options)) };
  } catch (error) {
    throw new BackupRefusedError('content-differs', `${name} is not collection metadata; use another backup`, {
      cause: error,
    });
  }
}

/**
 * The server omits an index's simple collation, but a new index without a collation inherits the collection's, so it is
 * made explicit. The namespace that older servers reported is removed, since the server no longer accepts it.
 */
export function restorableIndex(
  index: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { ns: _namespace, ...rest } = index;
  return options['collation'] === undefined || rest['collation'] !== undefined
    ? rest
    : { ...rest, collation: { locale: 'simple' } };
}

/** The bytes of a field whose value is an object. */
function subdocument(bytes: Uint8Array, field: string): Uint8Array {
  for (const [, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(bytes)) {
    if (Buffer.from(bytes.subarray(nameOffset, nameOffset + nameLength)).toString() === field)
      return bytes.subarray(offset, offset + length);
  }
  return BSON.serialize({});
}
