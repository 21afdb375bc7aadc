import { MongoClient } from 'mongodb';

import { readSettings } from '../config/read-settings.js';
import { withDatabase, type WithDatabase } from '../database-address.js';
import { PRODUCTS } from '../storage/collections.js';
import type { CommandContext } from './command.js';
import { noProgress, showProgress } from './progress.js';

/** A context and how to let go of what it opened. */
export interface OpenContext extends CommandContext {
  close(): Promise<void>;
}

/** Reads the settings at once; everything else is opened on first use. */
export function openContext(json: boolean, signal: AbortSignal): OpenContext {
  const settings = readSettings();
  let database: Promise<WithDatabase> | undefined;
  let client: Promise<MongoClient> | undefined;

  const connect = async (): Promise<MongoClient> => {
    const report = (line: string): void => { if (!json) process.stderr.write(`${line}\n`); };
    database = withDatabase(settings, report);
    const { MONGODB_URI = '' } = (await database).settings;
    return MongoClient.connect(MONGODB_URI, { appName: 'catalog-cli', serverSelectionTimeoutMS: settings.MONGO_SERVER_SELECTION_TIMEOUT_MS, writeConcern: { w: 'majority' } });
  };
  return {
    settings, signal,
    products: async () => (await (client ??= connect())).db(settings.MONGODB_DATABASE).collection(PRODUCTS),
    progress: (unit) => (json ? noProgress : showProgress(unit)),
    close: async () => {
      await (await client?.catch(() => undefined))?.close();
      await (await database?.catch(() => undefined))?.release();
    },
  };
}
