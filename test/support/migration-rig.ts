import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { mongo } from 'mongoose';

import type { StoredDocument } from '../../migrations/index.js';
import { Backups } from '../../src/backup/backups.service.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { MigrationService, type StartMigration } from '../../src/batch-migration/migration.service.js';
import { Orchestrator } from '../../src/batch-migration/orchestrator.js';
import { OutsideWriters } from '../../src/batch-migration/outside-writers/outside-writers.js';
import { QueryProbes } from '../../src/query-performance/query-probes.js';
import { Quarantine } from '../../src/batch-migration/quarantine.js';
import type { MigrationRun, PhaseName, RunState } from '../../src/batch-migration/run/migration-run.js';
import { RunStore } from '../../src/batch-migration/run/run-store.js';
import { Supervisor } from '../../src/batch-migration/supervisor.js';
import type { Collections } from '../../src/database/collections.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';
import { openTestDatabase } from './test-database.js';
import { MIGRATION_RUN } from '../../src/batch-migration/run/migration-run.schema.js';
import { QUARANTINED } from '../../src/batch-migration/quarantined-document.schema.js';
import { modelOf } from './models.js';

/** A migration's parts on a real database, assembled by hand. */
export interface MigrationRig {
  readonly db: mongo.Db;
  readonly client: mongo.MongoClient;
  readonly products: mongo.Collection<StoredDocument & { _id: unknown }>;
  readonly settings: Settings;
  readonly service: MigrationService;
  readonly runs: RunStore;
  readonly quarantine: Quarantine;
  readonly supervisor: Supervisor;
  start(options?: Partial<StartMigration>): Promise<MigrationRun>;
  /** Starts a run without the checks, the backup and the query timing: for tests of the other phases. */
  startBare(options?: { readonly manualSwitch?: boolean }): Promise<MigrationRun>;
  /** Waits until the run is in one of the states; fails if it comes to rest in another. */
  until(id: string, ...states: RunState[]): Promise<MigrationRun>;
  /** Every document's bytes by `_id`, ordered by `_id`. */
  bytes(): Promise<Map<string, Buffer>>;
  /** Another process' parts on the same database. */
  another(): Promise<MigrationRig>;
  close(): Promise<void>;
}

const BARE: readonly PhaseName[] = ['pre-flight', 'backup', 'performance-validation', 'post-validation'];

const REST: readonly RunState[] = ['completed', 'failed', 'aborted', 'rolled-back', 'needs-operator', 'cleaned-up'];

/** On a busy machine, the times of queries alone may be measured for a minute. */
const REACHED_WITHIN_MS = 240_000;

/** Waits until a run is in one of the states; elections are waited out. */
async function untilState(runs: RunStore, id: string, states: readonly RunState[]): Promise<MigrationRun> {
  let seen: MigrationRun | undefined;
  for (const end = performance.now() + REACHED_WITHIN_MS; performance.now() < end; await sleep(50)) {
    const run = await runs.get(id).catch((error: unknown) => {
      if (error instanceof mongo.MongoError) return undefined;
      throw error;
    });
    if (run === undefined) continue;
    seen = run;
    if (states.includes(run.state)) return run;
    if (REST.includes(run.state) && run.request === null)
      throw new Error(`Run is ${run.state}: ${JSON.stringify(run.error)}`);
  }
  const { state, phase, request, owner, counts, work } = seen ?? {};
  throw new Error(
    `The run did not get ${states.join(' or ')} within ${REACHED_WITHIN_MS / 1_000} s: ` +
      JSON.stringify({ state, phase, request, owner, counts, switchAttempts: work?.switchAttempts }),
  );
}

/** Sets up a migration on a new or an existing database. */
export async function startMigrationRig(of?: {
  readonly name: string;
  readonly settings: Settings;
  readonly uri?: string;
}): Promise<MigrationRig> {
  const database = of === undefined ? await openTestDatabase() : undefined;
  const uri = of?.uri ?? process.env.TEST_MONGODB_URI ?? '';
  const client = new mongo.MongoClient(uri, {
    readConcernLevel: 'majority',
    w: 'majority',
    appName: 'catalog-test',
    serverSelectionTimeoutMS: 5_000,
  });
  await client.connect();
  const db = client.db(of?.name ?? database?.name);
  const products: MigrationRig['products'] = db.collection('products', { enableUtf8Validation: false });
  const folder = await mkdtemp(join(tmpdir(), 'migration-'));
  const settings =
    of?.settings ??
    withSettings(new Settings(), {
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
      MONGODB_DATABASE: db.databaseName,
      MIGRATION_THREADS: 0,
    });
  const collections = { client, db, products, productDocuments: products } as unknown as Collections;
  const runs = new RunStore(modelOf(collections, MIGRATION_RUN));
  const quarantine = new Quarantine(collections, modelOf(collections, QUARANTINED));
  const orchestrator = new Orchestrator(
    collections,
    settings,
    new Backups(collections, settings),
    new QueryProbes(collections),
    quarantine,
    new OutsideWriters(),
    runs,
  );
  const supervisor = new Supervisor(orchestrator, runs, collections, {
    untilConnected: () => Promise.resolve(),
  } as MongoConnector);
  const service = new MigrationService(runs, supervisor);
  return {
    db,
    client,
    products,
    settings,
    service,
    runs,
    quarantine,
    supervisor,
    start: (options = {}) => service.start({ strategy: 'blue-green', startedBy: 'test', ...options }),
    startBare: async ({ manualSwitch = false } = {}) => {
      const run = await runs.start(
        'blue-green',
        { manualSwitch, maxDocumentsPerSecond: null, acceptBlockers: true },
        { owner: supervisor.owner, startedBy: 'test' },
      );
      const phases = run.phases.map((record) =>
        BARE.includes(record.name) ? { ...record, state: 'skipped' as const } : record,
      );
      const bare = await runs.update(run, { phases });
      supervisor.drive(bare);
      return bare;
    },
    until: (id, ...states) => untilState(runs, id, states),
    bytes: async () => {
      const raw = (await products.find({}, { raw: true, sort: { _id: 1 } }).toArray()) as unknown as Uint8Array[];
      return new Map(
        raw.map((bytes) => [
          mongo.BSON.EJSON.stringify(
            { id: mongo.BSON.deserialize(bytes, { validation: { utf8: false } })['_id'] },
            { relaxed: false },
          ),
          Buffer.from(bytes),
        ]),
      );
    },
    another: () => startMigrationRig({ name: db.databaseName, settings, uri }),
    close: async () => {
      await supervisor.stop();
      await client.close();
      await database?.close();
      if (of === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
