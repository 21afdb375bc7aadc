// `npm run soak -- --faults --minutes 60 --seed 1 [--products 5000] [--think 250] [--fault "instance killed"]`: two
// instances on a replica set of three members, under writers and readers at a steady rate, with a fault each minute,
// through migrations and rollbacks. Exit code 1 where anything was wrong.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { startReplicaSet } from '../replica-set/replica-set.js';
import { describePauses, describeReport } from './describe-report.js';
import { FaultyPlace } from './faults.js';
import { GraphqlReader, RestReader } from './http-readers.js';
import { HttpServiceWriter } from './http-service-writer.js';
import { AT_REST, HttpMigrationDriver } from './migration-driver.js';
import { adminKey } from './service-process.js';
import { Workload } from './workload.js';

const DATABASE = 'faults';
const FAULT_EVERY_MS = 60_000;
/** After a fault, readers may still see the earlier state, as `STALE_READS_SECONDS` allows. */
const SETTLED_AFTER_MS = 30_000;
/** Rejections by a run that has changed nothing: too slow on a busy machine, or an election during the checks. */
const REFUSALS: readonly unknown[] = ['PERFORMANCE', 'PASS_INTERRUPTED'];
const RUN_WITHIN_MS = 20 * 60_000;
/** Between two migrations, so that faults hit a catalog at rest as well. */
const REST_MS = 15_000;

const { values } = parseArgs({
  options: {
    faults: { type: 'boolean' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    products: { type: 'string', default: '5000' },
    // Five writers with so many milliseconds between two writes: 20 a second at most, which two cores carry beside five
    // processes that follow each of them. What is measured is what is right, not how fast.
    think: { type: 'string', default: '250' },
    fault: { type: 'string' },
  },
});
const seed = Number(values.seed);
// Exit hooks end the started processes.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(130);
  });
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const folder = await mkdtemp(join(tmpdir(), 'catalog-faults-'));
const set = await startReplicaSet({ nodes: 3 });
const client = await MongoClient.connect(set.uri, {
  writeConcern: { w: 'majority' },
  readConcern: { level: 'majority' },
});
const { key, entry } = adminKey();
let place: FaultyPlace | undefined;
let failed = true;
try {
  await insertGenerated(client.db(DATABASE).collection('products'), {
    count: Number(values.products),
    seed,
    irregular: 0.02,
  });
  place = await FaultyPlace.start(
    set,
    { uri: set.uri, database: DATABASE, folder, apiKeyEntry: entry, isBuilt: true },
    seed,
  );
  failed = !(await soak(place));
} finally {
  await place?.close();
  await client.close();
  await set.close();
  if (failed) print(`logs are kept in ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function soak(faulty: FaultyPlace): Promise<boolean> {
  const until = performance.now() + Number(values.minutes) * 60_000;
  const address = (): string => faulty.address;
  const workload = await Workload.start({
    uri: set.uri,
    db: client.db(DATABASE),
    seed,
    outsideWriters: 3,
    thinkMs: Number(values.think),
    serviceWriters: [new HttpServiceWriter(address, key), new HttpServiceWriter(address, key)],
    readers: { REST: new RestReader(address), GraphQL: new GraphqlReader(address) },
  });
  const migrating = migrateUntil(until, new HttpMigrationDriver(address, key));
  while (performance.now() + FAULT_EVERY_MS < until) {
    await sleep(FAULT_EVERY_MS - SETTLED_AFTER_MS);
    const begun = performance.now();
    workload.context.setFault(true);
    const fault = await faulty.strike(values.fault);
    await sleep(SETTLED_AFTER_MS);
    workload.context.setFault(false);
    const { writes, serviceWrites, reads, violations } = workload.context;
    print(
      `${fault}, mended and settled after ${Math.round((performance.now() - begun) / 100) / 10} s; outside writes ` +
        `${describePauses(writes.take())}; through the service ${describePauses(serviceWrites.take())}; ` +
        `reads ${describePauses(reads.take())}; instances hold ${(await faulty.memory()).join(' and ')} MB; ` +
        `violations ${violations.length}`,
    );
  }
  const finished = await migrating;
  await workload.stop();
  const report = await workload.check({ versions: 'either', bypassPromised: false });
  print(describeReport(report));
  return finished && report.violations.length === 0;
}

/** Runs migrations and rollbacks in turn; returns whether all of them ended without a fault. */
async function migrateUntil(until: number, driver: HttpMigrationDriver): Promise<boolean> {
  let good = true;
  while (performance.now() < until) {
    const strategy = 'blue-green';
    const id = await driver.start(strategy).catch(async (error: unknown) => {
      const latest = await driver.latest().catch(() => undefined);
      // The response to a start may be lost with the instance that sent it.
      if (latest === undefined || AT_REST.includes(latest.state)) print(`not started: ${String(error)}`);
      return latest !== undefined && !AT_REST.includes(latest.state) ? latest.id : undefined;
    });
    if (id === undefined) {
      await sleep(1_000);
      continue;
    }
    try {
      const run = await driver.waitFor(id, AT_REST, RUN_WITHIN_MS);
      print(`migration ${id}: ${run.state}, pause ${String(run.writePauseMs)} ms ${JSON.stringify(run.error)}`);
      if (run.state !== 'completed') {
        good &&= REFUSALS.includes((run.error as { code?: unknown } | null)?.code);
        continue;
      }
      await driver.rollback(id);
      const back = await driver.waitFor(id, ['rolled-back', 'needs-operator'], RUN_WITHIN_MS);
      print(`rollback: ${back.state}, pause ${String(back.writePauseMs)} ms ${JSON.stringify(back.error)}`);
      good &&= back.state === 'rolled-back';
      await sleep(REST_MS);
    } catch (error) {
      good = false;
      print(`stopped: ${String(error)}`);
    }
  }
  return good;
}
