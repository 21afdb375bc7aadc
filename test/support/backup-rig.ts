import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { Backups } from '../../src/backup/backups.service.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import type { Collections } from '../../src/database/collections.js';

/** Backups of a test's own database, into its own folder. */
export interface BackupRig {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly products: mongo.Collection;
  readonly folder: string;
  readonly backups: Backups;
  /** The bytes of all documents of a collection, ordered by `_id`. */
  documents(collection?: string): Promise<Buffer[]>;
  close(): Promise<void>;
}

/** How a rig differs from the default. */
export interface BackupRigOptions {
  readonly database?: string;
  readonly folder?: string;
  /** Another server than that of the test run. */
  readonly uri?: string;
  /** The client's name, by which fail points identify it. */
  readonly appName?: string;
}

/** Opens a rig, by default on a new database and a new folder. */
export async function openBackupRig(options: BackupRigOptions = {}): Promise<BackupRig> {
  const client = await new mongo.MongoClient(options.uri ?? process.env.TEST_MONGODB_URI ?? '', {
    readConcernLevel: 'majority',
    w: 'majority',
    appName: options.appName,
  }).connect();
  const db = client.db(options.database ?? `test-${randomUUID()}`);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'catalog-backups-')));
  const products = db.collection('products', { enableUtf8Validation: false });
  const settings = withSettings(new Settings(), { BACKUP_DIR: folder, MONGODB_DATABASE: db.databaseName });
  const backups = new Backups({ client, db } as Collections, settings);
  return {
    client,
    db,
    products,
    folder,
    backups,
    documents: async (collection = 'products') =>
      db
        .collection(collection)
        .find({}, { raw: true, sort: { _id: 1 } })
        .toArray() as unknown as Promise<Buffer[]>,
    close: async () => {
      await db.dropDatabase();
      await client.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
