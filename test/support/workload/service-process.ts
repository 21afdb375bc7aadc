import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { newApiKey } from '../../../src/admin/new-api-key.js';

/** The environment of a service process. */
export interface ServicePlace {
  readonly uri: string;
  readonly database: string;
  /** For backups, reports and logs. */
  readonly folder: string;
  readonly apiKeyEntry: string;
  /** Runs what was built instead of the sources, whose compilation costs a busy machine half a minute a start. */
  readonly isBuilt?: boolean;
}

/** An admin key and the setting that accepts it. */
export function adminKey(): { readonly key: string; readonly entry: string } {
  const { key, entry } = newApiKey('workload', 'admin');
  return { key, entry: `${entry.name}:${entry.role}:${entry.sha256}` };
}

/** Long, for a machine that has ten other things to do: how fast a start is, is measured elsewhere. */
const READY_WITHIN_MS = 300_000;
const ROOT = new URL('../../../', import.meta.url);
const FROM_SOURCES = [
  '--import',
  new URL('test/support/typescript.js', ROOT).href,
  new URL('src/main.ts', ROOT).pathname,
];
const BUILT = [new URL('dist/src/main.js', ROOT).pathname];
let started = 0;

/** A service that outlived its test would continue a migration that nobody watches. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The service in a process of its own, to be killed and stalled. Its log is a file. */
export class ServiceProcess {
  private constructor(
    readonly address: string,
    readonly logFile: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it and waits until it is ready. Additional variables may tell it where to crash. */
  static async start(
    { uri, database, folder, apiKeyEntry, isBuilt = false }: ServicePlace,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess> {
    const logFile = join(folder, `service-${process.pid}-${++started}.log`);
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, isBuilt ? BUILT : FROM_SOURCES, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH,
        HOME,
        NODE_ENV: 'test',
        PORT: '0',
        MONGODB_URI: uri,
        MONGODB_DATABASE: database,
        ADMIN_API_KEYS: apiKeyEntry,
        LOG_LEVEL: 'info',
        RATE_LIMIT_PER_MINUTE: '1000000',
        SCHEDULES_ENABLED: 'false',
        BACKUP_DIR: join(folder, 'backups'),
        REPORT_DIR: join(folder, 'reports'),
        ...environment,
      },
    });
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
    });
    const log = createWriteStream(logFile);
    child.stderr.pipe(log, { end: false });
    child.stdout.pipe(log, { end: false });
    const address = await addressOf(child, logFile);
    const service = new ServiceProcess(address, logFile, child);
    await service.untilReady();
    return service;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Whether it is stalled by SIGSTOP, by itself or by others. */
  async isStalled(): Promise<boolean> {
    const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8').catch(() => '');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  }

  /** What it holds of the machine's memory, in MB; 0 where it has ended. */
  async residentMb(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8').catch(() => '');
    return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
  }

  onEnd(listener: () => void): void {
    this.child.once('exit', listener);
  }

  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Asks it to stop, and returns its exit code. */
  async terminate(): Promise<number | null> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return code;
  }

  stall(): void {
    this.child.kill('SIGSTOP');
  }

  wake(): void {
    this.child.kill('SIGCONT');
  }

  private async untilReady(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    let answer = 'no answer';
    while (performance.now() < deadline && !this.hasEnded) {
      const response = await fetch(`${this.address}/health/ready`).catch(() => undefined);
      if (response?.status === 200) return;
      answer = (await response?.text()) ?? answer;
      await sleep(50);
    }
    throw new Error(`The service is not ready (${answer}): see ${this.logFile}`);
  }
}

/** The address that it writes to its log. */
async function addressOf(child: ChildProcess, logFile: string): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const look = (part: Buffer): void => {
      output += part.toString();
      const address = /Listening on (http:\/\/[\d.:]+)/.exec(output)?.[1];
      if (address === undefined) return;
      child.stdout?.off('data', look);
      resolve(address);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code, signal) => {
      reject(
        new Error(`The service ended with ${signal ?? `code ${String(code)}`} before it listened: see ${logFile}`),
      );
    });
  });
}
