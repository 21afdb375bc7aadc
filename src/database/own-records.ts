import type { Model, mongo, SchemaOptions } from 'mongoose';

import { UnavailableError } from '../errors/domain-error.js';

/**
 * What the schemas of the service's own collections have in common. Documents have no fields but their own, keep empty
 * objects, and nothing is built behind the service's back: `OwnIndexes` builds the declared indexes.
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

/**
 * The driver's handle of a model's collection, for what Mongoose would pass through unchanged or could only get in the
 * way of: update pipelines that name the server's time, transactions, bytes. Throws `UnavailableError` before the first
 * connection.
 */
export function collectionOf<T extends mongo.Document>(model: Model<T>): mongo.Collection<T> {
  const { db } = model.db;
  if (db === undefined) throw new UnavailableError('The database has not been reached yet; try again in a moment');
  return db.collection<T>(model.collection.collectionName);
}
