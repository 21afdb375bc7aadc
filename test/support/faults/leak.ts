import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { MongoClient } from 'mongodb';

import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/embedded-mongo.js';
import { AT_REST, HttpMigrationDriver } from '../workload/migration-driver.js';
import { adminKey, ServiceProcess } from '../workload/service-process.js';
import type { Stage } from './fault.js';
import { flood, type FloodReport } from './run-flood.js';
import { type Holdings, HoldingsWatch } from './holdings.js';
import { trend } from './trend.js';

const DATABASE = 'leak';
const CONNECTIONS = 16;
const MINUTE_MS = 60_000;
/** One look a minute. */
const FEWEST_MINUTES = 10;
const CYCLE_MS = 10 * MINUTE_MS;
const RUN_WITHIN_MS = 10 * MINUTE_MS;
/** Caches and the runtime's own data are full after this part of the time. */
const WARM_UP = 0.2;
const TENTH = 0.1;

/** Half of the requests that an instance can answer, for hours, with a migration and its rollback every ten minutes. */
export async function leak({ folder, args, print, promise }: Stage): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { minutes: { type: 'string', default: '120' } } });
  const minutes = Number(values.minutes);
  if (!(minutes >= FEWEST_MINUTES))
    throw new Error(`--minutes is ${values.minutes}: use ${FEWEST_MINUTES} or more, fewer show no trend`);
  const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data') });
  const client = await MongoClient.connect(mongo.uri);
  const { key, entry } = adminKey();
  const heapFile = join(folder, 'heap.json');
  let service: ServiceProcess | undefined;
  try {
    await insertGenerated(client.db(DATABASE).collection('products'), { count: 2_000, seed: 1 });
    const place = { uri: mongo.uri, database: DATABASE, folder, apiKeyEntry: entry, isBuilt: true };
    service = await ServiceProcess.start(place, {
      HEAP_FILE: heapFile,
      NODE_OPTIONS: `--expose-gc --import ${new URL('./heap-after-gc.js', import.meta.url).href}`,
    });
    const { address } = service;
    const port = Number(new URL(address).port);
    await flood({ port, connections: CONNECTIONS, seconds: 5, rate: null });
    const calm = await flood({ port, connections: CONNECTIONS, seconds: 10, rate: null });
    const rate = calm.answered / calm.seconds / 2;
    print(`${Math.round(rate)} requests/s, half of the capacity, for ${minutes} minutes`);

    const watch = new HoldingsWatch(service, heapFile, client);
    const cycles = new Cycles(new HttpMigrationDriver(() => address, key));
    const load: FloodReport[] = [];
    for (const end = performance.now() + minutes * MINUTE_MS; performance.now() < end;) {
      load.push(await flood({ port, connections: CONNECTIONS, seconds: 60, rate }));
      await watch.look();
    }
    await cycles.stop();
    const answered = load.reduce((sum, one) => sum + one.answered, 0);
    const failed = load.reduce((sum, one) => sum + one.failed + one.shed, 0);
    print(`${answered} requests answered, ${failed} not, ${cycles.done} migrations and rollbacks`);
    judge(watch.seen, load, { print, promise });
    promise(failed === 0, `requests without a 200: ${failed}`);
  } finally {
    await service?.kill();
    await client.close();
    await mongo.stop();
  }
}

function judge(
  seen: readonly Holdings[],
  load: readonly FloodReport[],
  { print, promise }: Pick<Stage, 'print' | 'promise'>,
): void {
  const warm = seen.slice(Math.ceil(seen.length * WARM_UP));
  for (const [what, unit, allowed] of [
    ['heapMb', 'MB of heap and buffers after a garbage collection', 1],
    ['residentMb', 'MB resident', 1],
    ['files', 'file descriptors', 1],
    ['resources', 'timers, sockets and requests', 1],
    ['sessions', 'sessions on the server', 1],
  ] as const) {
    const values = warm.map((one) => one[what]);
    const { perHour, error } = trend(
      warm.map(({ hours }) => hours),
      values,
    );
    print(`${unit}: ${Math.round(Math.min(...values))} to ${Math.round(Math.max(...values))}`);
    // Two standard errors: a trend that cannot be told from noise is none.
    promise(perHour - 2 * error <= allowed, `${unit}: ${perHour.toFixed(2)} ± ${(2 * error).toFixed(2)} more per hour`);
  }
  const tenth = Math.max(1, Math.floor(load.length * TENTH));
  const p99 = (reports: readonly FloodReport[]): number =>
    reports.reduce((sum, one) => sum + one.p99, 0) / reports.length;
  const [first, last] = [p99(load.slice(0, tenth)), p99(load.slice(-tenth))];
  promise(last / first <= 1.2, `p99 in the last tenth ÷ first tenth: ${last.toFixed(1)} ÷ ${first.toFixed(1)} ms`);
}

/** Migrates and rolls back, again and again. */
class Cycles {
  done = 0;
  private over = false;
  private readonly running: Promise<void>;

  constructor(private readonly driver: HttpMigrationDriver) {
    this.running = this.run();
    this.running.catch(() => undefined); // awaited in `stop`
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.over) {
      const next = performance.now() + CYCLE_MS;
      const id = await this.driver.start('blue-green');
      const { state } = await this.driver.waitFor(id, AT_REST, RUN_WITHIN_MS);
      if (state !== 'completed') throw new Error(`Migration ${id} is ${state}`);
      await this.driver.rollback(id);
      await this.driver.waitFor(id, ['rolled-back'], RUN_WITHIN_MS);
      this.done += 1;
      while (!this.over && performance.now() < next) await sleep(1_000);
    }
  }
}
