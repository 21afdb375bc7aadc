import type { Connection, mongo, SchemaOptions } from 'mongoose';

import { UnavailableError } from '../errors/domain-error.js';

/**
 * Options shared by the schemas of the service's own collections: documents have only declared fields, keep empty
 * objects, and nothing is created implicitly. `OwnIndexes` builds the declared indexes.
 */
export const OWN_RECORDS = {
  versionKey: false,
  id: false,
  strict: 'throw',
  minimize: false,
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
} as const satisfies SchemaOptions;

/** What is needed from a model to find its collection. */
interface Located {
  readonly db: Connection;
  readonly collection: { readonly collectionName: string };
}

/**
 * The driver's handle of a model's collection, for what Mongoose passes through unchanged or does not support: update
 * pipelines that use the server's time, and bytes. Throws `UnavailableError` before the first connection.
 */
export function collectionOf<T extends mongo.Document>(model: Located): mongo.Collection<T> {
  return databaseOf(model).collection<T>(model.collection.collectionName);
}

/** The database of a model. Throws `UnavailableError` before the first connection. */
export function databaseOf(model: Pick<Located, 'db'>): mongo.Db {
  const { db } = model.db;
  if (db === undefined) throw new UnavailableError('The database has not been reached yet; try again in a moment');
  return db;
}
