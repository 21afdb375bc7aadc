import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { insertGenerated } from '../../packages/demo-products/insert-generated.js';
import { newApiKey } from '../../src/admin/new-api-key.js';
import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { type ChildService, startChild } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

const PRODUCTS = 400;
/** Slow enough to be stopped in the middle of the copying. */
const RATE = 50;

let folder: string;
let database: TestDatabase;
const children: ChildService[] = [];
const { key, entry } = newApiKey('stop', 'admin');

async function start(): Promise<{ readonly child: ChildService; readonly address: string }> {
  const child = startChild(
    'src/main.ts',
    {
      PORT: '0',
      MONGODB_URI: database.uri,
      MONGODB_DATABASE: database.name,
      ADMIN_API_KEYS: `${entry.name}:${entry.role}:${entry.sha256}`,
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
      SCHEDULES_ENABLED: 'false',
    },
    folder,
  );
  children.push(child);
  const [, address = ''] = await child.seen(/"msg":"Listening on (http:[^"]+)"/);
  await eventually(
    'readiness',
    async () => (await fetch(`${address}/health/ready`).catch(() => undefined))?.status === 200,
  );
  return { child, address };
}

const runOf = (): Promise<MigrationRun | null> => database.db.collection<MigrationRun>('catalog_migrations').findOne();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-stop-'));
  database = await openTestDatabase();
  await insertGenerated(database.db.collection('products'), { count: PRODUCTS, seed: 5 });
});

afterAll(async () => {
  for (const { process: child } of children) child.kill('SIGKILL');
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an instance that is stopped while it drives a migration', () => {
  it('ends with 0 and gives the migration to another instance, which completes it', async () => {
    const [first, second] = [await start(), await start()];
    const started = await fetch(`${first.address}/api/admin/migrations`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ strategy: 'blue-green', throttle: { maxDocumentsPerSecond: RATE } }),
    });
    expect(started.status).toBe(202);
    const before = await eventually('copied products', async () => {
      const run = await runOf();
      return run?.phase === 'transformation' && run.counts.migrated > 0 ? run : undefined;
    });

    first.child.process.kill('SIGTERM');
    expect(await first.child.ended).toBe(0);

    // It has let go of the run, whether or not the other instance has noticed that already.
    const after = await runOf();
    expect(after?.owner).not.toBe(before.owner);
    expect(after?.state).toBe('running');
    const completed = await eventually('the end of the migration', async () => {
      const run = await runOf();
      return run?.state === 'running' ? undefined : run;
    });
    expect(completed.state).toBe('completed');
    expect(completed.epoch).toBeGreaterThan(before.epoch);
    expect(await database.db.collection('products').countDocuments()).toBe(PRODUCTS);
    expect((await fetch(`${second.address}/health/ready`)).status).toBe(200);
  }, 480_000);
});
