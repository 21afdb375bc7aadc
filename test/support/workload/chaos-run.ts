import { setTimeout as sleep } from 'node:timers/promises';

import type { Db } from 'mongodb';

import { Random } from '../../../packages/demo-products/random.js';
import { insertGenerated } from '../../../packages/demo-products/insert-generated.js';
import { type ChaosPlan, describePlan, drawPlan, faultEnvironment } from './chaos-plan.js';
import type { ExpectedVersions } from './final-check.js';
import { GraphqlReader, RestReader } from './http-readers.js';
import { HttpServiceWriter } from './http-service-writer.js';
import { AT_REST, HttpMigrationDriver, type MigrationDriver, type RunStatus } from './migration-driver.js';
import { adminKey, type ServicePlace, ServiceProcess } from './service-process.js';
import { Workload, type WorkloadReport } from './workload.js';

/** Where chaos runs take place. */
export interface ChaosPlace {
  readonly uri: string;
  readonly db: Db;
  readonly folder: string;
  readonly products: number;
  /** Overrides the strategy that the seed draws. */
  readonly strategy?: ChaosPlan['strategy'];
}

/** The result of one run. */
export interface ChaosResult {
  readonly plan: string;
  readonly wasHit: boolean;
  readonly states: readonly string[];
  readonly report: WorkloadReport;
}

/** If a busy machine makes the result doubtful, performance validation measures up to three times. */
const FINISHED_WITHIN_MS = 15 * 60_000;
/**
 * The run rejects a collection that responds too slowly: on a busy machine that is not a fault, and nothing is lost.
 */
const TOO_SLOW = 'PERFORMANCE';
/** By the state in which a run ends. */
const EXPECTED: Readonly<Record<string, ExpectedVersions>> = { completed: 'latest', 'cleaned-up': 'cleaned-up' };
const ZOMBIE_MS = 2_000;

/** One migration of a fresh catalog under load, with a fault chosen by the seed. */
export async function chaosRun(place: ChaosPlace, seed: number): Promise<ChaosResult> {
  const drawn = drawPlan(new Random(seed));
  const plan = place.strategy === undefined ? drawn : { ...drawn, strategy: place.strategy };
  await place.db.dropDatabase();
  await insertGenerated(place.db.collection('products'), { count: place.products, seed, irregular: 0.05 });
  const run = new ChaosRun(place, plan, seed);
  try {
    return await run.run();
  } finally {
    await run.close();
  }
}

/** The processes of one run: the driver, which is hit by the fault, and the other one. */
class ChaosRun {
  private readonly admin = adminKey();
  private readonly services: ServiceProcess[] = [];
  private current: ServiceProcess | undefined;
  private wasHit = false;

  constructor(
    private readonly place: ChaosPlace,
    private readonly plan: ChaosPlan,
    private readonly seed: number,
  ) {}

  async run(): Promise<ChaosResult> {
    const {
      place: { uri, db },
      plan,
      seed,
    } = this;
    const driven = await this.start(faultEnvironment(plan.fault));
    this.current = plan.hasStandby ? await this.start() : driven;
    const address = (): string => this.current?.address ?? driven.address;
    const workload = await Workload.start({
      uri,
      db,
      seed,
      outsideWriters: 3,
      bypassingWriters: 1,
      thinkMs: 40,
      serviceWriters: [new HttpServiceWriter(address, this.admin.key)],
      readers: { REST: new RestReader(address), GraphQL: new GraphqlReader(address) },
    });
    const states: string[] = [];
    try {
      await this.migrate(workload, driven, states);
    } catch (error) {
      workload.context.violate({
        kind: 'not-finished',
        detail: error instanceof Error ? error.message : String(error),
      });
    }
    await workload.stop();
    const report = await workload.check({ versions: EXPECTED[states.at(-1) ?? ''] ?? 'either', bypassPromised: false });
    return { plan: describePlan(plan), wasHit: this.wasHit, states, report };
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.kill()));
  }

  private async start(environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const { uri, db, folder } = this.place;
    const place: ServicePlace = { uri, database: db.databaseName, folder, apiKeyEntry: this.admin.entry };
    const service = await ServiceProcess.start(place, { LAZY_UPGRADE: this.plan.lazyUpgrade, ...environment });
    this.services.push(service);
    return service;
  }

  /** Starts the run on the process that will be hit, and completes it on whichever is left. */
  private async migrate(workload: Workload, driven: ServiceProcess, states: string[]): Promise<void> {
    const onDriven = new HttpMigrationDriver(() => driven.address, this.admin.key);
    const driver = new HttpMigrationDriver(() => this.current?.address ?? '', this.admin.key);
    const hit = this.watch(workload, driven);
    const id = await onDriven.start(this.plan.strategy).catch(() => this.startedBefore(driver));
    const expectState = async (wanted: string): Promise<RunStatus> => {
      const status = await driver.waitFor(
        id,
        AT_REST.filter((state) => wanted === 'completed' || state !== 'completed'),
        FINISHED_WITHIN_MS,
      );
      states.push(status.state);
      if (status.state === 'failed' && (status.error as { code?: unknown } | null)?.code === TOO_SLOW) return status;
      if (status.state !== wanted)
        throw new Error(`The run is ${status.state} instead of ${wanted}: ${JSON.stringify(status.error)}`);
      return status;
    };
    const migrated = await expectState('completed');
    if (migrated.state === 'completed' && this.plan.ending === 'rolled back') {
      await driver.rollback(id);
      await expectState('rolled-back');
    }
    if (migrated.state === 'completed' && this.plan.ending === 'cleaned up') {
      await driver.cleanUp(id);
      await expectState('cleaned-up');
    }
    hit.abort();
    await this.wakeZombie(driven);
  }

  /**
   * The process may have died before it could report which run it had started; if it had started none, another process
   * starts one.
   */
  private async startedBefore(driver: MigrationDriver): Promise<string> {
    const deadline = performance.now() + FINISHED_WITHIN_MS;
    for (;;) {
      const id = await driver
        .latest()
        .then((run) => run?.id ?? driver.start(this.plan.strategy))
        .catch(() => undefined);
      if (id !== undefined) return id;
      if (performance.now() > deadline) throw new Error('No run could be started, and none was found');
      await sleep(200);
    }
  }

  /** Triggers the fault if it comes from outside, detects it in any case, and starts a new instance if none is left. */
  private watch(workload: Workload, driven: ServiceProcess): AbortController {
    const over = new AbortController();
    const { fault, hasStandby } = this.plan;
    const alone = !hasStandby;
    driven.onEnd(() => {
      if (over.signal.aborted) return;
      this.wasHit = true;
      if (alone) workload.context.setOutage(true);
    });
    const watching = async (): Promise<void> => {
      if ('afterMs' in fault) {
        await sleep(fault.afterMs);
        if (over.signal.aborted) return;
        if (alone) workload.context.setOutage(true);
        if (fault.kind === 'kill') await driven.kill();
        else driven.stall();
      }
      while (!over.signal.aborted && !driven.hasEnded && !(await driven.isStalled())) await sleep(20);
      if (over.signal.aborted) return;
      this.wasHit = true;
      if (!alone) return;
      workload.context.setOutage(true);
      this.current = await this.start();
      workload.context.setOutage(false);
    };
    void watching().catch((error: unknown) => {
      workload.context.violate({ kind: 'no-fresh-instance', detail: String(error) });
    });
    return over;
  }

  /** A process that slept while another one worked wakes up, and must not act on anything it remembers. */
  private async wakeZombie(driven: ServiceProcess): Promise<void> {
    if (driven.hasEnded || !(await driven.isStalled())) return;
    await sleep(this.plan.wakeAfterMs);
    driven.wake();
    await sleep(ZOMBIE_MS);
  }
}
