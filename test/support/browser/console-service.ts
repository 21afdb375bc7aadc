import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Document, MongoClient } from 'mongodb';

import { newApiKey } from '../../../src/admin/new-api-key.js';
import { type Role, ROLES } from '../../../src/config/api-key.js';
import { type ChildService, startChild } from '../child-service.js';
import { eventually } from '../eventually.js';
import { type OwnMongod, startOwnMongod } from '../own-mongod.js';
import { testPort } from '../test-port.js';

const DATABASE = 'console';

/** The service as operators run it: a separate process on its own database server, with a key for each role. */
export interface ConsoleService {
  readonly origin: string;
  readonly keys: Readonly<Record<Role, string>>;
  readonly mongod: OwnMongod;
  /** Stops the process as an upgrade would. */
  stop(): Promise<void>;
  /** Starts it again at the same address; returns when it responds. */
  start(): Promise<void>;
  /** Calls the admin API with a role's key; returns `data` of the response. */
  ask<T>(role: Role, method: string, path: string, body?: object): Promise<T>;
  /** Ends the active migration, if there is one, and waits until it has ended. */
  endMigration(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it over these products, with additional settings. Builds the web pages if necessary. */
export async function startConsoleService(
  products: readonly Document[],
  further: Readonly<Record<string, string>> = {},
): Promise<ConsoleService> {
  if (!existsSync('dist/pages/console/index.html')) execFileSync(process.execPath, ['scripts/build-pages.mjs']);
  const mongod = await startOwnMongod();
  const folder = await mkdtemp(join(tmpdir(), 'catalog-console-'));
  await insert(mongod.uri, products);
  const port = await testPort();
  const origin = `http://127.0.0.1:${port}`;
  const made = ROLES.map((role) => ({ role, ...newApiKey(`${role}-key`, role) }));
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    MONGODB_URI: mongod.uri,
    MONGODB_DATABASE: DATABASE,
    ADMIN_API_KEYS: made.map(({ entry: { name, role, sha256 } }) => `${name}:${role}:${sha256}`).join(','),
    BACKUP_DIR: join(folder, 'backups'),
    REPORT_DIR: join(folder, 'reports'),
    RATE_LIMIT_PER_MINUTE: '1000000',
    // Tests share the process, or a busy machine, with the service: it must not shed their requests.
    MAX_EVENT_LOOP_DELAY_MS: '0',
    SCHEDULES_ENABLED: 'false',
    JOURNAL_ENABLED: 'false',
    MONGO_SERVER_SELECTION_TIMEOUT_MS: '1000',
    ...further,
  };
  const keys = Object.fromEntries(made.map(({ role, key }) => [role, key])) as Record<Role, string>;
  let child: ChildService | undefined;
  const service: ConsoleService = {
    origin,
    keys,
    mongod,
    stop: async () => {
      child?.process.kill('SIGTERM');
      await child?.ended;
      child = undefined;
    },
    start: async () => {
      child = startChild('src/main.ts', environment, folder);
      await untilReady(origin, child);
    },
    ask: async <T>(role: Role, method: string, path: string, body?: object): Promise<T> => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: { 'x-api-key': keys[role], ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { data: T }).data;
    },
    endMigration: () => endMigration(service),
    close: async () => {
      await service.stop();
      await mongod.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await service.start();
  return service;
}

interface StoredRun {
  readonly id: string;
  readonly state: string;
}

const OVER = ['failed', 'aborted', 'rolled-back', 'cleaned-up'];

async function endMigration(service: ConsoleService): Promise<void> {
  const latest = async (): Promise<StoredRun | undefined> =>
    (await service.ask<readonly StoredRun[]>('viewer', 'GET', '/api/admin/migrations'))[0];
  const run = await latest();
  if (run === undefined || OVER.includes(run.state)) return;
  const word = run.state === 'completed' ? 'rollback' : 'abort';
  const body = word === 'rollback' ? { confirm: run.id } : {};
  await service.ask('admin', 'POST', `/api/admin/migrations/${run.id}/${word}`, body);
  await eventually('an end of the migration', async () => OVER.includes((await latest())?.state ?? ''));
}

async function insert(uri: string, products: readonly Document[]): Promise<void> {
  const client = await MongoClient.connect(uri, { appName: 'console-test' });
  await client
    .db(DATABASE)
    .collection('products')
    .insertMany([...products]);
  await client.close();
}

async function untilReady(origin: string, child: ChildService): Promise<void> {
  let ended = false;
  void child.ended.then(() => (ended = true));
  await eventually('readiness', async () => {
    const answer = await fetch(`${origin}/health/ready`).catch(() => undefined);
    if (ended) throw new Error(`The service ended: ${child.output.stdout}${child.output.stderr}`);
    return answer?.status === 200;
  });
}
