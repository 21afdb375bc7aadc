import { resolve } from 'node:path';

import type { Settings } from './config/settings.js';
import { withSettings } from './config/with-settings.js';
import { startEmbeddedMongo } from '../packages/embedded-mongo/embedded-mongo.js';
import type { Report } from '../packages/embedded-mongo/mongod-binary.js';

/** Where the embedded server keeps its data, relative to the working directory. */
const DATA_DIR = '.data/mongodb';

/** Settings that name a database, and how to release it. */
export interface WithDatabase {
  readonly settings: Settings;
  release(): Promise<void>;
}

/** The settings unchanged if they name a database, else with an embedded server that is started for them. */
export async function withDatabase(settings: Settings, report: Report): Promise<WithDatabase> {
  if (settings.MONGODB_URI !== undefined) return { settings, release: () => Promise.resolve() };
  const mongo = await startEmbeddedMongo({ dataDir: resolve(DATA_DIR), keepRunning: true, report });
  report(
    `Embedded MongoDB ${mongo.attached ? 'was already running' : 'started'} on port ${mongo.port}, data in ${DATA_DIR}`,
  );
  return { settings: withSettings(settings, { MONGODB_URI: mongo.uri }), release: () => mongo.stop() };
}
