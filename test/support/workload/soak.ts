// `npm run soak -- --minutes N --seed S [--products 100000] [--without-migration]`: the service under writers and
// readers through migration, rollback and migration. Exit code 1 if anything was wrong.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import { describePauses, describeReport } from './describe-report.js';
import { GraphqlReader, RestReader } from './http-readers.js';
import { HttpServiceWriter } from './http-service-writer.js';
import { AT_REST, HttpMigrationDriver, RunNotFinishedError } from './migration-driver.js';
import { adminKey, ServiceProcess } from './service-process.js';
import { Workload } from './workload.js';

const DATABASE = 'soak';
const RUN_WITHIN_MS = 60 * 60_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    products: { type: 'string', default: '5000' },
    'without-migration': { type: 'boolean', default: false },
    'outside-writers': { type: 'string', default: '4' },
    think: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
// Exit hooks end the started processes.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const folder = await mkdtemp(join(tmpdir(), 'catalog-soak-'));
const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data'), cacheGB: 1 });
const client = await MongoClient.connect(mongo.uri, {
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
});
const db = client.db(DATABASE);
let service: ServiceProcess | undefined;
let failed = true;
try {
  print(`storing ${values.products} products of seed ${seed} in ${folder}`);
  await insertGenerated(db.collection('products'), { count: Number(values.products), seed, irregular: 0.02 });
  const { key, entry } = adminKey();
  service = await ServiceProcess.start({ uri: mongo.uri, database: DATABASE, folder, apiKeyEntry: entry });
  const { address } = service;
  failed = !(await soak(() => address, key));
} finally {
  await service?.kill();
  await client.close();
  await mongo.stop();
  if (failed || values.keep) print(`logs and data are kept in ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

/** Runs the stages, each for an equal part of the time; returns whether nothing was wrong. */
async function soak(address: () => string, apiKey: string): Promise<boolean> {
  const workload = await Workload.start({
    uri: mongo.uri,
    db,
    seed,
    outsideWriters: Number(values['outside-writers']),
    bypassingWriters: 1,
    thinkMs: Number(values.think),
    serviceWriters: [new HttpServiceWriter(address, apiKey), new HttpServiceWriter(address, apiKey)],
    readers: { REST: new RestReader(address), GraphQL: new GraphqlReader(address) },
  });
  const driver = new HttpMigrationDriver(address, apiKey);
  const rest = async (stage: string): Promise<void> => {
    await sleep((minutes * 60_000) / 4);
    const { writes, serviceWrites, reads } = workload.context;
    print(
      `${stage}: outside writes ${describePauses(writes.take())}; through the service ` +
        `${describePauses(serviceWrites.take())}; reads ${describePauses(reads.take())}`,
    );
  };
  let finished = true;
  try {
    await rest('before');
    if (!values['without-migration']) {
      const first = await migrate(driver);
      await rest('after the migration');
      await driver.rollback(first);
      print(`rollback: pause ${String((await driver.waitFor(first, ['rolled-back'], RUN_WITHIN_MS)).writePauseMs)} ms`);
      await rest('after the rollback');
      await migrate(driver);
    }
    await rest('at the end');
  } catch (error) {
    finished = false;
    print(`stopped: ${error instanceof Error ? error.message : String(error)}`);
  }
  await workload.stop();
  const report = await workload.check({ versions: finished && !values['without-migration'] ? 'latest' : 'either' });
  print(describeReport(report));
  return finished && report.violations.length === 0;
}

async function migrate(driver: HttpMigrationDriver): Promise<string> {
  const id = await driver.start('blue-green');
  const run = await driver.waitFor(id, AT_REST, RUN_WITHIN_MS);
  print(`migration ${id}: ${run.state}, pause ${String(run.writePauseMs)} ms`);
  if (run.state !== 'completed') throw new RunNotFinishedError(run, ['completed']);
  return id;
}
