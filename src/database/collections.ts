import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { mongo } from 'mongoose';
import type { Connection } from 'mongoose';
import type { StoredDocument } from '../../migrations/index.js';
import { UnavailableError } from '../errors/domain-error.js';

/** The name of the live products collection. */
export const PRODUCTS = 'products';

/**
 * Handles of the database's collections, on the driver that Mongoose uses. Products have no Mongoose schema: they have
 * three shapes and several `_id` types, and must stay byte for byte as their writers wrote them.
 */
@Injectable()
export class Collections {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  get client(): mongo.MongoClient {
    return this.connection.getClient();
  }

  get db(): mongo.Db {
    const { db } = this.connection;
    if (db === undefined) throw new UnavailableError('The database has not been reached yet; try again in a moment');
    return db;
  }

  /** The live products. Invalid UTF-8 is decoded as well as possible: one bad document must not stop a scan. */
  get products(): mongo.Collection<StoredDocument & { _id: unknown }> {
    return this.db.collection(PRODUCTS, { enableUtf8Validation: false });
  }

  /** The same collection for loading and copying documents of any form unchanged. */
  get productDocuments(): mongo.Collection {
    return this.db.collection(PRODUCTS, { enableUtf8Validation: false });
  }
}

/** A filter by `_id`s of any BSON type. */
export function byIds(ids: readonly unknown[]): Record<string, unknown> {
  return { _id: { $in: [...ids] } };
}
