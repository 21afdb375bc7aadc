import { MongoClient } from 'mongodb';

import { readSettings } from '../config/read-settings.js';
import { withDatabase, type WithDatabase } from '../database-address.js';
import { PRODUCTS } from '../database/collections.js';
import type { CommandContext } from './command.js';
import type { OpenMigrations } from './open-migrations.js';
import { noProgress, showProgress } from './progress.js';
import { noRunProgress, showRunProgress } from './run-progress.js';

/** A context, and a function that closes what it opened. */
export interface OpenContext extends CommandContext {
  close(): Promise<void>;
}

/** Reads the settings at once; opens everything else on first use. */
export function openContext(json: boolean, signal: AbortSignal): OpenContext {
  const settings = readSettings();
  let database: Promise<WithDatabase> | undefined;
  let client: Promise<MongoClient> | undefined;
  let migrations: Promise<OpenMigrations> | undefined;

  const note = (line: string): void => {
    if (!json) process.stderr.write(`${line}\n`);
  };
  const reach = (): Promise<WithDatabase> => (database ??= withDatabase(settings, note));
  const connect = async (): Promise<MongoClient> => {
    const { MONGODB_URI = '' } = (await reach()).settings;
    return MongoClient.connect(MONGODB_URI, {
      appName: 'catalog-cli',
      serverSelectionTimeoutMS: settings.MONGO_SERVER_SELECTION_TIMEOUT_MS,
      writeConcern: { w: 'majority' },
    });
  };
  const open = async (): Promise<OpenMigrations> => {
    // Loaded only for commands that need it: loading the framework takes a moment.
    const { openMigrations } = await import('./open-migrations.js');
    return openMigrations((await reach()).settings);
  };
  return {
    settings,
    signal,
    note,
    products: async () => (await (client ??= connect())).db(settings.MONGODB_DATABASE).collection(PRODUCTS),
    migrations: async () => (await (migrations ??= open())).migrations,
    progress: (unit) => (json ? noProgress : showProgress(unit)),
    runProgress: () => (json ? noRunProgress : showRunProgress()),
    close: async () => {
      await (await migrations?.catch(() => undefined))?.close();
      await (await client?.catch(() => undefined))?.close();
      await (await database?.catch(() => undefined))?.release();
    },
  };
}
