import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Integrity, IntegrityCheck, type LongWork } from '../../src/batch-migration/checks/integrity-check.js';
import { PreflightChecks } from '../../src/batch-migration/checks/preflight-checks.js';
import { newApiKey } from '../../src/admin/new-api-key.js';
import { AppModule } from '../../src/app.module.js';
import { setUp } from '../../src/app.setup.js';
import { type Role, ROLES } from '../../src/config/api-key.js';
import { readSettings } from '../../src/config/read-settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { createHttpAdapter } from '../../src/http/http-server.js';
import { createLogger } from '../../src/logging/logger.js';
import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { Supervisor } from '../../src/batch-migration/supervisor.js';
import { PinoLoggerService } from '../../src/logging/pino-logger.service.js';
import { untilReady } from './test-app.js';
import { openTestDatabase, type TestDatabase } from './test-database.js';

/** Drives nothing: the tests change the runs themselves. */
export class IdleSupervisor implements Pick<
  Supervisor,
  'owner' | 'drive' | 'hear' | 'start' | 'stop' | 'whenIdle' | 'isDriving'
> {
  readonly owner = 'test-instance';
  readonly isDriving = false;
  readonly driven: MigrationRun[] = [];

  drive(run: MigrationRun): void {
    this.driven.push(run);
  }

  hear(): void {
    /* drives nothing */
  }

  start(): void {
    /* looks for nothing */
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  whenIdle(): Promise<void> {
    return Promise.resolve();
  }
}

/** Checks that return the results the tests set. */
export class ScriptedChecks {
  preflight: (
    work: LongWork & { readonly performanceOnly?: boolean },
  ) => Promise<{ ready: boolean; reasons: string[] }> = () => Promise.resolve({ ready: true, reasons: [] });
  integrity: (work: LongWork) => Promise<Integrity> = () =>
    Promise.resolve({ runId: 'run-1', verdict: 'passed', compared: 0, mismatchCount: 0, mismatches: [] });
}

/** The service with its admin API, on its own database; nobody drives migrations. */
export interface AdminApp {
  readonly app: NestFastifyApplication;
  readonly server: Server;
  readonly database: TestDatabase;
  readonly keys: Readonly<Record<Role, string>>;
  readonly supervisor: IdleSupervisor;
  readonly checks: ScriptedChecks;
  readonly reportDir: string;
  close(): Promise<void>;
}

/** Starts it; nothing listens on a port. */
export async function startAdminApp(): Promise<AdminApp> {
  const database = await openTestDatabase();
  const reportDir = await mkdtemp(join(tmpdir(), 'catalog-admin-'));
  const made = ROLES.map((role) => ({ role, ...newApiKey(role, role) }));
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
      BACKUP_DIR: join(reportDir, 'backups'),
    },
  );
  const supervisor = new IdleSupervisor();
  const checks = new ScriptedChecks();
  const log = createLogger(settings);
  const module = await Test.createTestingModule({ imports: [AppModule.with(settings)] })
    .overrideProvider(Supervisor)
    .useValue(supervisor)
    .overrideProvider(PreflightChecks)
    .useValue({ check: (work: LongWork) => checks.preflight(work) })
    .overrideProvider(IntegrityCheck)
    .useValue({ verify: (work: LongWork) => checks.integrity(work) })
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(log), {
    logger: new PinoLoggerService(log),
    bodyParser: false,
    forceCloseConnections: false,
  });
  await setUp(app, settings, log);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await untilReady(app);
  return {
    app,
    server: app.getHttpServer() as Server,
    database,
    supervisor,
    checks,
    reportDir,
    keys: Object.fromEntries(made.map(({ role, key }) => [role, key])) as Record<Role, string>,
    close: async () => {
      await app.close();
      await database.close();
      await rm(reportDir, { recursive: true, force: true });
    },
  };
}
