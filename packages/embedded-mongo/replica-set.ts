import { setTimeout as sleep } from 'node:timers/promises';

import { type Document, MongoClient } from 'mongodb';

import { EmbeddedMongoError } from './embedded-mongo-error.js';

/** The embedded server's replica set. */
export const REPLICA_SET = 'rs0';

const PRIMARY_WITHIN_MS = 60_000;
const NOT_YET_INITIALIZED = 94;

type Admin = (command: Document) => Promise<Document>;

/** A short-lived direct connection to this server, whatever its replica set config says; aborted by the signal. */
export async function withServer<T>(
  port: number,
  { waitMs, signal }: { waitMs: number; signal?: AbortSignal },
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: waitMs,
    connectTimeoutMS: waitMs,
    appName: 'catalog-embedded',
    monitorCommands: false,
  });
  const giveUp = (): void => {
    void client.close();
  };
  signal?.addEventListener('abort', giveUp);
  try {
    await client.connect();
    const admin = client.db('admin');
    return await use((command) => admin.command(command));
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await client.close();
  }
}

/**
 * Makes the server the primary of a one-member set: initiates new data, and updates the address of data that was served
 * on another port.
 */
export async function becomePrimary(port: number, signal?: AbortSignal): Promise<void> {
  await withServer(port, { waitMs: PRIMARY_WITHIN_MS, ...(signal === undefined ? {} : { signal }) }, async (admin) => {
    const host = `127.0.0.1:${port}`;
    const config = await currentConfig(admin);
    if (config === null) await admin({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    else if (config['members'].length !== 1 || config['members'][0].host !== host) await admin(moveTo(host, config));
    await untilPrimary(admin);
  });
}

async function currentConfig(admin: Admin): Promise<Document | null> {
  try {
    return (await admin({ replSetGetConfig: 1 }))['config'] as Document;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === NOT_YET_INITIALIZED)
      return null;
    throw error;
  }
}

/** A forced reconfiguration: there is no majority while the only member is not in its own config. */
function moveTo(host: string, config: Document): Document {
  const member = { ...config['members'][0], host };
  return { replSetReconfig: { ...config, version: config['version'] + 1, members: [member] }, force: true };
}

async function untilPrimary(admin: Admin): Promise<void> {
  const deadline = performance.now() + PRIMARY_WITHIN_MS;
  while ((await admin({ hello: 1 }))['isWritablePrimary'] !== true) {
    if (performance.now() > deadline) {
      throw new EmbeddedMongoError(
        'MONGOD_NOT_STARTED',
        `The embedded MongoDB has no primary after ${PRIMARY_WITHIN_MS / 1000} s; see mongod.log in its data folder`,
      );
    }
    await sleep(25);
  }
}
