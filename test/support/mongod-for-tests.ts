import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type EmbeddedMongo, startEmbeddedMongo } from '../../packages/embedded-mongo/embedded-mongo.js';

/** One mongod serves all projects of a jest run, however often jest calls the setup. */
let running: Promise<{ readonly mongo: EmbeddedMongo; readonly dataDir: string }> | undefined;

/**
 * Starts the mongod of this jest run and sets `TEST_MONGODB_URI`; if that is already set, that server is used instead.
 */
export async function startMongodForTests(): Promise<void> {
  if (running === undefined && process.env['TEST_MONGODB_URI']) return;
  running ??= start();
  process.env['TEST_MONGODB_URI'] = (await running).mongo.uri;
}

/** Stops it and removes its data. */
export async function stopMongodForTests(): Promise<void> {
  if (running === undefined) return;
  const { mongo, dataDir } = await running;
  running = undefined;
  delete process.env['TEST_MONGODB_URI'];
  await mongo.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function start(): Promise<{ mongo: EmbeddedMongo; dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catalog-mongod-'));
  const report = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  try {
    return {
      mongo: await startEmbeddedMongo({ dataDir, extraArguments: ['--setParameter', 'enableTestCommands=1'], report }),
      dataDir,
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}
