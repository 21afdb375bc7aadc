import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { EmbeddedMongoError } from './embedded-mongo-error.js';
import { becomePrimary, REPLICA_SET } from './replica-set.js';

/** Options of a mongod process. */
export interface MongodOptions {
  readonly binary: string;
  readonly dataDir: string;
  readonly port: number;
  readonly cacheGB: number;
  /** Additional command line arguments, e.g. to enable test commands. */
  readonly extraArguments: readonly string[];
  /** Called with the process as soon as it exists, long before it serves. */
  readonly onSpawn?: (child: ChildProcess) => void;
}

const LARGEST_LOG = 16 * 1024 * 1024;
const LOG_TAIL = 64 * 1024;

/** mongod's exit codes with a specific cause. */
export const EXIT_PORT_TAKEN = 48;
const EXIT_OTHER_VERSION = 62;
const EXIT_DATA_IN_USE = 100;

/** mongod exited before it served; `exitCode` says why. */
export class MongodEndedError extends EmbeddedMongoError {
  constructor(
    readonly exitCode: number | null,
    dataDir: string,
    reason: string,
  ) {
    super(
      exitCode === EXIT_DATA_IN_USE ? 'MONGOD_DATA_IN_USE' : 'MONGOD_NOT_STARTED',
      explain(exitCode, dataDir, reason),
    );
  }
}

function explain(exitCode: number | null, dataDir: string, reason: string): string {
  if (exitCode === EXIT_DATA_IN_USE)
    return (
      'Another mongod uses the data in ' +
      `${dataDir}, or it can't be opened: ${reason}. Stop the other one, or move the folder away`
    );
  if (exitCode === EXIT_OTHER_VERSION)
    return (
      'The data in ' +
      (`${dataDir} was written by another version of MongoDB. Set MONGOD_BINARY to a mongod of that version, ` +
        'or move the folder away to start afresh')
    );
  return `mongod ended with code ${exitCode}: ${reason}. See ${join(dataDir, 'mongod.log')}`;
}

/** Starts mongod and waits until it is a writable primary. */
export async function startMongod(options: MongodOptions): Promise<ChildProcess> {
  await shortenLog(join(options.dataDir, 'mongod.log'));
  // In its own session: Ctrl-C in a terminal must not reach it, since requests in flight still need it.
  const child = spawn(options.binary, commandLine(options), { stdio: 'ignore', detached: true });
  child.unref();
  options.onSpawn?.(child);
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      void lastReason(options.dataDir).then((reason) => {
        reject(new MongodEndedError(code, options.dataDir, reason));
      });
    });
  });
  ended.catch(() => undefined); // its exit matters only until it serves
  const giveUp = new AbortController();
  const serving = becomePrimary(options.port, giveUp.signal);
  try {
    await Promise.race([serving, ended]);
    return child;
  } catch (error) {
    giveUp.abort();
    child.kill('SIGKILL');
    await serving.catch(() => undefined);
    throw error;
  }
}

/** Only loopback, no zlib (CVE-2025-14847) and no server-side JavaScript, because there is no password. */
function commandLine({ dataDir, port, cacheGB, extraArguments }: MongodOptions): string[] {
  return [
    '--dbpath',
    dataDir,
    '--port',
    String(port),
    '--bind_ip',
    '127.0.0.1',
    ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
    '--replSet',
    REPLICA_SET,
    '--wiredTigerCacheSizeGB',
    String(cacheGB),
    '--networkMessageCompressors',
    'snappy,zstd',
    '--noscripting',
    '--logpath',
    join(dataDir, 'mongod.log'),
    '--logappend',
    '--setParameter',
    'diagnosticDataCollectionEnabled=false',
    ...extraArguments,
  ];
}

async function shortenLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  if (size > LARGEST_LOG) await truncate(path);
}

/** The last error in mongod's log, which has one JSON object per line. */
async function lastReason(dataDir: string): Promise<string> {
  const log = await readFile(join(dataDir, 'mongod.log'), 'utf8').catch(() => '');
  for (const line of log.slice(-LOG_TAIL).split('\n').reverse()) {
    try {
      const { s, msg, attr } = JSON.parse(line) as { s: string; msg: string; attr?: { error?: unknown } };
      if (s === 'E' || s === 'F') return attr?.error === undefined ? msg : `${msg} (${JSON.stringify(attr.error)})`;
    } catch {
      // the first line of the tail may be truncated
    }
  }
  return 'no reason in its log';
}

/** The preferred port if it is free, else any free one. */
export async function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (wanted === 0) reject(error);
      else resolve(freePort(0));
    });
    probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
