import 'reflect-metadata';

import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { destination } from 'pino';

import { IntegrityCheck } from '../batch-migration/checks/integrity-check.js';
import { PreflightChecks } from '../batch-migration/checks/preflight-checks.js';
import { QuarantineList } from '../batch-migration/http/quarantine-list.js';
import { AuditLog } from '../audit/audit-log.js';
import { Capacity } from '../capacity/capacity.service.js';
import { Backups } from '../backup/backups.service.js';
import type { Settings } from '../config/settings.js';
import { withSettings } from '../config/with-settings.js';
import { UnavailableError } from '../errors/domain-error.js';
import { CatalogIndexes } from '../indexes/catalog-indexes.service.js';
import { createLogger } from '../logging/logger.js';
import { PinoLoggerService } from '../logging/pino-logger.service.js';
import { MigrationService } from '../batch-migration/migration.service.js';
import { Quarantine } from '../batch-migration/quarantine.js';
import { RunStore } from '../batch-migration/run/run-store.js';
import { Restores } from '../restore/restores.service.js';
import { Supervisor } from '../batch-migration/supervisor.js';
import { Scheduler } from '../schedules/scheduler.js';
import { PRODUCTS } from '../database/collections.js';
import { MongoConnector } from '../database/mongo-connector.js';
import { CliModule } from './cli.module.js';
import type { Migrations } from './migrations.js';

const STDERR = 2;
/** Used instead of a run's id in quarantined documents. */
const IMPORT = 'import';
/** The driver gives its reason only after its own timeout, which is the same. */
const FOR_THE_REASON_MS = 500;

/** The parts for migration commands, and a function that closes them. */
export interface OpenMigrations {
  readonly migrations: Migrations;
  close(): Promise<void>;
}

/** Assembles the parts as the service does, without HTTP and background work. */
export async function openMigrations(settings: Settings): Promise<OpenMigrations> {
  const level = settings.LOG_LEVEL === 'debug' || settings.LOG_LEVEL === 'trace' ? settings.LOG_LEVEL : 'error';
  const log = createLogger(withSettings(settings, { LOG_LEVEL: level }), destination({ dest: STDERR, sync: true }));
  const app = await NestFactory.createApplicationContext(CliModule.with(settings), {
    logger: new PinoLoggerService(log),
    abortOnError: false,
  });
  try {
    await untilConnected(app, settings);
    return { migrations: migrationsOf(app), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The service waits for its database indefinitely; a user on the command line wants an answer. */
async function untilConnected(
  app: INestApplicationContext,
  { MONGO_SERVER_SELECTION_TIMEOUT_MS: within }: Settings,
): Promise<void> {
  const connector = app.get(MongoConnector);
  const timeUp = new AbortController();
  const given = sleep(within + FOR_THE_REASON_MS, undefined, { signal: timeUp.signal }).then(() => {
    const why = connector.lastProblem === undefined ? '' : ` (${connector.lastProblem})`;
    throw new UnavailableError(`The database cannot be reached within ${within} ms${why}; check MONGODB_URI`, null);
  });
  await Promise.race([connector.untilConnected(), given]);
  timeUp.abort();
  await given.catch(() => undefined);
}

function migrationsOf(app: INestApplicationContext): Migrations {
  const supervisor = app.get(Supervisor);
  const runs = app.get(RunStore);
  const audit = app.get(AuditLog);
  const quarantine = app.get(Quarantine);
  const entries = app.get(QuarantineList);
  const user = userName();
  return {
    service: app.get(MigrationService),
    preflight: app.get(PreflightChecks),
    integrity: app.get(IntegrityCheck),
    backups: app.get(Backups),
    restores: app.get(Restores),
    quarantine: {
      retry: (id) => quarantine.retry(id),
      list: (page) => entries.list(page),
      idOf: (text) => entries.idOf(text),
      addImported: (documents) => quarantine.add(IMPORT, 'up', PRODUCTS, documents),
    },
    audit,
    indexes: app.get(CatalogIndexes),
    schedules: app.get(Scheduler),
    capacity: app.get(Capacity),
    user,
    owner: supervisor.owner,
    takeOver: async () => {
      const run = await runs.claim(supervisor.owner);
      if (run !== null) supervisor.drive(run);
      return run;
    },
    letGo: () => supervisor.stop(),
    audited: (action, effect) => audit.around({ actor: { name: user, role: 'admin', via: 'cli' }, ...action }, effect),
  };
}

/** A container may run under a user id without an account. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
