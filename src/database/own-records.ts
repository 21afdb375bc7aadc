import type { Connection, mongo, SchemaOptions } from 'mongoose';

import { UnavailableError } from '../errors/domain-error.js';

/**
 * What the schemas of the service's own collections have in common: documents have no fields but their own, keep empty
 * objects, and nothing is made behind the service's back. `OwnIndexes` builds the declared indexes.
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

/** What is needed of a model to find its collection. */
interface Located {
  readonly db: Connection;
  readonly collection: { readonly collectionName: string };
}

/**
 * The driver's handle of a model's collection, for what Mongoose passes on unchanged or knows nothing of: update
 * pipelines that name the server's time, bytes. Throws `UnavailableError` before the first connection.
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
