import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createApp } from '../../src/app.setup.js';
import { newApiKey } from '../../src/admin/new-api-key.js';
import { readSettings } from '../../src/config/read-settings.js';
import { ROLES, type Role } from '../../src/config/api-key.js';
import type { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { eventually } from './eventually.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

/** The service on its own database, reachable by supertest. */
export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly server: Server;
  readonly database: TestDatabase;
  readonly settings: Settings;
  /** An admin API key of each role. */
  readonly keys: Readonly<Record<Role, string>>;
  close(): Promise<void>;
}

/** How a test's service differs from the default. */
export interface TestAppOptions {
  readonly settings?: Partial<Settings>;
  /** Additional modules, e.g. with a controller of the test's own. */
  readonly modules?: readonly Type[];
  /** Fills the database before the service starts. */
  readonly prepare?: (database: TestDatabase) => Promise<void>;
}

/**
 * Waits until the service answers listings: on a busy machine reading the catalog may take longer than a request waits.
 */
export async function untilReady(app: NestFastifyApplication): Promise<void> {
  await eventually('readiness', async () => (await app.inject('/health/ready')).statusCode === 200);
}

/**
 * Starts the service like `main`, but without listening on a port. Waits until it is ready, unless it is given another
 * database: what it may do there can keep it from that.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await openTestDatabase();
  const made = ROLES.map((role) => ({ role, ...newApiKey(role, role) }));
  const reportDir = join(tmpdir(), `catalog-reports-${database.name}`);
  const settings = withSettings(
    readSettings({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '1000000',
      // Tests share the process, or a busy machine, with the service: it must not shed their requests.
      MAX_EVENT_LOOP_DELAY_MS: '0',
      SCHEDULES_ENABLED: 'false',
    }),
    {
      MONGODB_URI: database.uri,
      MONGODB_DATABASE: database.name,
      ADMIN_API_KEYS: made.map(({ entry }) => entry),
      REPORT_DIR: reportDir,
      ...options.settings,
    },
  );
  await options.prepare?.(database);
  const app = await createApp({ settings, modules: options.modules ?? [] });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  if (options.settings?.MONGODB_URI === undefined) await untilReady(app);
  return {
    app,
    server: app.getHttpServer() as Server,
    database,
    settings,
    keys: Object.fromEntries(made.map(({ role, key }) => [role, key])) as Record<Role, string>,
    close: async () => {
      await app.close();
      await database.close();
      await rm(reportDir, { recursive: true, force: true });
    },
  };
}
