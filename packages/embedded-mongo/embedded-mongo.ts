import type { ChildProcess } from 'node:child_process';
import { mkdir, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { findRunning, type FoundMongod } from './attach.js';
import { EXIT_PORT_TAKEN, freePort, MongodEndedError, type MongodOptions, startMongod } from './mongod-process.js';
import type { Report } from './mongod-binary.js';
import { REPLICA_SET } from './replica-set.js';
import { RunningMongod } from './running-mongod.js';
import { resolveMongod } from './resolve-mongod.js';
import { readState, releaseState, writeState } from './running-state.js';
import { stopProcess } from './stop-process.js';

/** Options for starting the embedded server. */
export interface EmbeddedMongoOptions {
  /** The data folder. */
  readonly dataDir: string;
  /** 0, the default, reuses the port of the last start, or any free one. */
  readonly port?: number;
  readonly cacheGB?: number;
  /** Additional mongod arguments. */
  readonly extraArguments?: readonly string[];
  /** Restart mongod if it exits by itself, e.g. because it was killed. */
  readonly keepRunning?: boolean;
  readonly report?: Report;
}

/** A one-node replica set on loopback. */
export interface EmbeddedMongo {
  readonly uri: string;
  readonly port: number;
  /** mongod's current process id. */
  readonly pid: number;
  /** Whether it was already running. */
  readonly attached: boolean;
  /** Stops it cleanly, unless it belongs to another running process. Idempotent. */
  stop(): Promise<void>;
}

const OTHER_START_WITHIN_MS = 10_000;
const PORT_TRIES = 5;

/**
 * Starts MongoDB on a data folder, or attaches to the instance that already serves it. If mongod or its parent is
 * killed at any time, the next start recovers.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  const running = await findRunning(dataDir);
  if (running !== null) return attached(dataDir, running);

  const { path } = await resolveMongod(options.report ?? (() => undefined));
  try {
    return await startOwn(dataDir, path, options);
  } catch (error) {
    if (error instanceof MongodEndedError && error.code === 'MONGOD_DATA_IN_USE')
      return attachToOtherStart(dataDir, error);
    throw error;
  }
}

async function startOwn(dataDir: string, binary: string, options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const wanted = options.port || (await readState(dataDir))?.port || 0;
  const run: MongodOptions = {
    binary,
    dataDir,
    port: wanted,
    cacheGB: options.cacheGB ?? 0.25,
    extraArguments: options.extraArguments ?? [],
  };
  const { child, port } = await startOnFreePort(run);
  await writeState(dataDir, { port, owner: process.pid }); // only now that this mongod holds the folder's lock
  const start =
    options.keepRunning === true
      ? (onSpawn: (child: ChildProcess) => void): Promise<ChildProcess> => startMongod({ ...run, port, onSpawn })
      : undefined;
  return ownServer(dataDir, port, new RunningMongod(child, start, options.report));
}

/** A port that was free a moment ago may be taken when mongod binds it. */
async function startOnFreePort(options: MongodOptions): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? options.port : 0);
    try {
      return { child: await startMongod({ ...options, port }), port };
    } catch (error) {
      if (!(error instanceof MongodEndedError) || error.exitCode !== EXIT_PORT_TAKEN || attempt === PORT_TRIES)
        throw error;
    }
  }
}

/** Of two concurrent starts, mongod's lock admits one; the other waits for its address. */
async function attachToOtherStart(dataDir: string, refused: MongodEndedError): Promise<EmbeddedMongo> {
  const deadline = performance.now() + OTHER_START_WITHIN_MS;
  while (performance.now() < deadline) {
    const running = await findRunning(dataDir);
    if (running !== null) return attached(dataDir, running);
    await sleep(100);
  }
  throw refused;
}

/** An already running server: it is stopped from here only if its starter is gone. */
function attached(dataDir: string, { port, pid, adopted }: FoundMongod): EmbeddedMongo {
  const mongo = { uri: uriOf(port), port, pid, attached: true };
  if (!adopted) return { ...mongo, stop: () => Promise.resolve() };
  return {
    ...mongo,
    stop: onceOnly(
      () => stopAndRelease(dataDir, port, () => stopProcess(pid)),
      () => pid,
    ),
  };
}

function ownServer(dataDir: string, port: number, mongod: RunningMongod): EmbeddedMongo {
  const stop = onceOnly(
    () => stopAndRelease(dataDir, port, () => mongod.stop()),
    () => mongod.pid,
  );
  return {
    uri: uriOf(port),
    port,
    attached: false,
    stop,
    get pid() {
      return mongod.pid;
    },
  };
}

async function stopAndRelease(dataDir: string, port: number, stop: () => Promise<void>): Promise<void> {
  await stop();
  await releaseState(dataDir, port).catch(() => undefined); // the folder may be gone already
}

/** Stops once; if the process exits without it, mongod is signaled to shut down cleanly. */
function onceOnly(stop: () => Promise<void>, pid: () => number): () => Promise<void> {
  const onExit = (): void => {
    try {
      process.kill(pid(), 'SIGTERM');
    } catch {
      /** it has exited */
    }
  };
  process.once('exit', onExit);
  let stopped: Promise<void> | undefined;
  return () => {
    process.removeListener('exit', onExit);
    return (stopped ??= stop());
  };
}

function uriOf(port: number): string {
  return `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`;
}
