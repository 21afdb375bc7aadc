import 'reflect-metadata';

import { adminOpener, createApp } from './app.setup.js';
import { readSettings } from './config/read-settings.js';
import type { Settings } from './config/settings.js';
import { SettingsError } from './config/settings-error.js';
import { withDatabase } from './database-address.js';
import { EmbeddedMongoError } from '../packages/embedded-mongo/embedded-mongo-error.js';
import { stopOnSignals } from './lifecycle.js';
import { createLogger } from './logging/logger.js';
import { redactor } from './logging/redact.js';

/** Additions to the bare service at startup. */
export interface ServeOptions {
  /** Changes settings before the service is built. */
  readonly adjust?: (settings: Settings) => Settings;
  /** Runs once the database is reachable, before the service is built. */
  readonly prepare?: (settings: Settings) => Promise<void>;
  /** Runs once the service is reachable at an address. */
  readonly onListening?: (address: string) => void;
}

/**
 * Starts the service from the settings in the environment. If it cannot start, the process exits with a one-line
 * message.
 */
export async function serve(options: ServeOptions = {}): Promise<void> {
  try {
    await start(options);
  } catch (error) {
    process.stderr.write(`${lineOf(error)}\n`);
    process.exit(1); // an exit hook stops the embedded server, if one was started
  }
}

async function start({ adjust = (settings) => settings, prepare, onListening }: ServeOptions): Promise<void> {
  const given = adjust(readSettings());
  const report = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const { settings, release } = await withDatabase(given, report);
  await prepare?.(settings);
  const log = createLogger(settings);
  const app = await createApp({ settings, log });
  stopOnSignals(app, log, release);
  await app.listen({ port: settings.PORT, host: settings.HOST });
  const adminAddress = await adminOpener(app)();
  if (adminAddress !== undefined) log.info(`Admin API, metrics and console only on ${adminAddress}`);
  const address = await app.getUrl();
  log.info(`Listening on ${address}`);
  onListening?.(address);
}

/** Expected errors say in one line what to do; for others the stack helps. */
function lineOf(error: unknown): string {
  if (error instanceof SettingsError || error instanceof EmbeddedMongoError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: set PORT or ADMIN_PORT to another port, or 0 for any free one`;
  if ('code' in error && error.code === 'EACCES') return `${error.message}: set PORT or ADMIN_PORT to one above 1023`;
  return redactor()(error.stack ?? error.message);
}
