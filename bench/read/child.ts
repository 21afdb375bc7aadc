import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server in a separate process. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to the first 200 of its readiness path, in seconds. */
  readonly readySeconds: number;
  stop(): Promise<void>;
}

/** How to start one. */
export interface ServerStart {
  readonly name: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Its working directory, and where its error output goes. */
  readonly folder: string;
  readonly readyPath: string;
}

const READY_WITHIN_MS = 600_000;
const POLL_MS = 10;
const STOP_WITHIN_MS = 12_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
let started = 0;

/**
 * Starts a server on a free port and waits until it is ready. Its output is discarded, as it would be in production.
 */
export async function startServer({ name, args, environment, folder, readyPath }: ServerStart): Promise<Server> {
  const port = await freePort();
  const log = join(folder, `${name}-${++started}.log`);
  const { PATH = '', HOME = '' } = process.env;
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], {
    cwd: folder,
    env: { PATH, HOME, NODE_ENV: 'production', PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', openSync(log, 'a')],
  });
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
  });
  while ((await statusOf(port, readyPath)) !== 200) {
    if (child.exitCode !== null || performance.now() - begun > READY_WITHIN_MS) {
      throw new Error(`${name} did not get ready; its last words:\n${(await readFile(log, 'utf8')).slice(-2_000)}`);
    }
    await sleep(POLL_MS);
  }
  const readySeconds = (performance.now() - begun) / 1000;
  return { name, port, pid: child.pid ?? 0, readySeconds, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => {
    child.kill('SIGKILL');
  }, STOP_WITHIN_MS);
  await ended;
  clearTimeout(giveUp);
}

/** The status of a GET; 0 if there is no response. */
function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: 5_000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', () => {
      resolve(0);
    });
    request.on('timeout', () => {
      request.destroy();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
