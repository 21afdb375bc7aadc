import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { loadDemoData } from '../../../packages/demo-products/load-demo-data.js';
import type { Bench } from '../bench-context.js';
import { cpuMs, memoryMb } from '../process-usage.js';
import { startService } from '../servers.js';
import type { Stage } from '../stage.js';

const DEMO = 75;
const WINDOWS = 5;
const REST_MS = 5_000;

/** The CPU time of an instance without requests: the demo catalog, migrated, with the rollback window open. */
export async function measureIdle({ stage, figures, options }: Bench): Promise<void> {
  const database = 'bench_idle';
  await loadDemoData(stage.client.db(database).collection('products'));
  const server = await startService(stage, 'idle', { MONGODB_DATABASE: database });
  try {
    await migrate(stage, database);
    await sleep(REST_MS);
    const windowMs = (options.idleSeconds * 1000) / WINDOWS;
    for (let window = 0; window < WINDOWS; window += 1) {
      const begun = performance.now();
      const before = await cpuMs(server.pid);
      await sleep(windowMs);
      figures.add(`idle/${DEMO}/cpu`, '%', (((await cpuMs(server.pid)) - before) * 100) / (performance.now() - begun));
    }
    figures.add(`idle/${DEMO}/memory`, 'MB', (await memoryMb(server.pid)).now);
  } finally {
    await server.stop();
  }
}

/** Runs a migration from the command line, as an operator would. */
async function migrate({ uri, folder }: Stage, database: string): Promise<void> {
  const root = new URL('../../../', import.meta.url);
  const { PATH = '', HOME = '' } = process.env;
  const command = [new URL('bin/catalog.mjs', root).pathname, 'migrate', '--accept-blockers', '--json'];
  await promisify(execFile)(process.execPath, command, {
    cwd: folder,
    env: {
      PATH,
      HOME,
      NODE_ENV: 'production',
      MONGODB_URI: uri,
      MONGODB_DATABASE: database,
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
    },
  });
}
