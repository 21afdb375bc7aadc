import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { memoryMb } from '../read/process-usage.js';

/** The cost of a migration from the command line. */
export interface WholeMigration {
  readonly seconds: number;
  /** The peak memory of the driving process, in MB. */
  readonly memoryMb: number;
}

const ROOT = new URL('../../', import.meta.url);
/** The same limits as in the first line of `bin/catalog.mjs`. */
const LIMITS = ['--max-old-space-size=256', '--max-semi-space-size=4'];
const SAMPLE_MS = 200;

/** Migrates with `catalog migrate`, as an operator does, in a separate process. */
export async function migrateByCommand(place: {
  readonly uri: string;
  readonly database: string;
  readonly folder: string;
}): Promise<WholeMigration> {
  const { PATH = '', HOME = '' } = process.env;
  const begun = performance.now();
  const args = [...LIMITS, new URL('bin/catalog.mjs', ROOT).pathname, 'migrate', '--accept-blockers'];
  const child = spawn(process.execPath, args, {
    cwd: place.folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH,
      HOME,
      MONGODB_URI: place.uri,
      MONGODB_DATABASE: place.database,
      BACKUP_DIR: `${place.folder}/backups`,
      REPORT_DIR: `${place.folder}/reports`,
    },
  });
  const most = watchMemory(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`catalog migrate ended with ${String(code)}`);
  return { seconds: (performance.now() - begun) / 1_000, memoryMb: await most };
}

async function watchMemory(child: ChildProcess): Promise<number> {
  let most = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const memory = await memoryMb(child.pid ?? 0).catch(() => undefined);
    if (memory !== undefined && Number.isFinite(memory.most)) most = Math.max(most, memory.most);
    await sleep(SAMPLE_MS);
  }
  return most;
}
