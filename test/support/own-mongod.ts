import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Document, MongoClient } from 'mongodb';

import { resolveMongod } from '../../packages/embedded-mongo/resolve-mongod.js';
import { stopProcess } from '../../packages/embedded-mongo/stop-process.js';
import { testPort } from './test-port.js';

const SET_NAME = 'own-set';
const READY_WITHIN_MS = 120_000;

/** A mongod that a test can configure freely. */
export interface OwnMongod {
  readonly uri: string;
  readonly host: string;
  /** Also contains the server's log. */
  readonly dataDir: string;
  /** Runs a command on its `admin` database, without a user. */
  command(command: Document): Promise<Document>;
  /** Kills it and restarts it on its data; returns as soon as it responds. */
  crash(): Promise<void>;
  /** Kills it. */
  kill(): Promise<void>;
  /** Restarts it on its data; returns as soon as it responds. */
  restart(): Promise<void>;
  /** Suspends its process (true), or resumes it. */
  freeze(frozen: boolean): void;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** Options of the server. */
export interface OwnMongodOptions {
  /** Not a member of a replica set, instead of the only member of one. */
  readonly standalone?: boolean;
  readonly extraArguments?: readonly string[];
  /** The parent of its folder; by default the system's temporary folder. */
  readonly parent?: string;
}

/** Starts a mongod on empty data and waits until it accepts writes. */
export async function startOwnMongod({
  standalone = false,
  extraArguments = [],
  parent = tmpdir(),
}: OwnMongodOptions = {}): Promise<OwnMongod> {
  const { path } = await resolveMongod((line) => {
    process.stderr.write(`${line}\n`);
  });
  const dataDir = await mkdtemp(join(parent, 'catalog-own-mongod-'));
  const port = await testPort();
  const host = `127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const kill = (): void => {
    child?.kill('SIGKILL');
  };
  process.once('exit', kill);

  const run = async (whenUp: () => Promise<unknown>): Promise<void> => {
    child = spawn(
      path,
      [
        '--dbpath',
        dataDir,
        '--port',
        String(port),
        '--bind_ip',
        '127.0.0.1',
        '--nounixsocket',
        '--wiredTigerCacheSizeGB',
        '0.25',
        '--noscripting',
        '--networkMessageCompressors',
        'snappy,zstd',
        '--logpath',
        join(dataDir, 'mongod.log'),
        '--logappend',
        '--setParameter',
        'diagnosticDataCollectionEnabled=false',
        ...(standalone ? [] : ['--replSet', SET_NAME]),
        ...extraArguments,
      ],
      { stdio: 'ignore', detached: true },
    );
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`mongod ended with code ${String(code)}: see ${dataDir}/mongod.log`);
    });
    ended.catch(() => undefined);
    await Promise.race([whenUp(), ended]);
  };

  const server: OwnMongod = {
    host,
    dataDir,
    uri: standalone ? `mongodb://${host}/?directConnection=true` : `mongodb://${host}/?replicaSet=${SET_NAME}`,
    command: (command) => commandOn(host, command),
    crash: async () => {
      await server.kill();
      await server.restart();
    },
    kill: async () => {
      const ended = child === undefined ? undefined : once(child, 'exit');
      kill();
      await ended;
    },
    restart: () => run(() => server.command({ ping: 1 })),
    freeze: (frozen) => {
      child?.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
    },
    close: async () => {
      process.removeListener('exit', kill);
      server.freeze(false);
      if (child?.pid !== undefined && child.exitCode === null) await stopProcess(child.pid);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  try {
    await run(() => (standalone ? server.command({ ping: 1 }) : becomePrimary(server)));
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Also works on a server with access control: while it has no users, it allows this from its own machine. */
async function becomePrimary(server: OwnMongod): Promise<void> {
  await server.command({ replSetInitiate: { _id: SET_NAME, members: [{ _id: 0, host: server.host }] } });
  const deadline = performance.now() + READY_WITHIN_MS;
  while ((await server.command({ hello: 1 }))['isWritablePrimary'] !== true) {
    if (performance.now() > deadline)
      throw new Error(`mongod has no primary after ${READY_WITHIN_MS / 1_000} s: see ${server.dataDir}/mongod.log`);
    await sleep(25);
  }
}

async function commandOn(host: string, command: Document): Promise<Document> {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: READY_WITHIN_MS,
    appName: 'own-mongod-control',
  });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}
