import type { Db } from 'mongodb';

import { AT_REST, HttpMigrationDriver, type RunStatus } from '../../test/support/workload/migration-driver.js';
import { describeReport } from '../../test/support/workload/describe-report.js';
import { Workload } from '../../test/support/workload/workload.js';
import { type Figure, printFigures } from '../migrate/figures.js';
import { PageReader } from './page-reader.js';

/** Options of the benchmark. */
export interface StarveOptions {
  readonly products: number;
  /** Migrations to run, one after the other, with a rollback after each but the last. */
  readonly migrations: number;
  readonly seed: number;
}

/** A service and its database. */
export interface StarvePlace {
  readonly uri: string;
  readonly db: Db;
  readonly address: string;
  readonly apiKey: string;
}

const GOAL_SECONDS = 120;
const GIVE_UP_MS = 600_000;
const READERS = 2;
const PAGE = '/api/products?limit=100&sort=price';

/**
 * Tests whether a migration completes despite writers that never rest: two outside writers and one that bypasses
 * validation, and two readers of pages, all on the same machine as the service and its database.
 */
export async function benchStarve(place: StarvePlace, options: StarveOptions): Promise<void> {
  const { uri, db, address, apiKey } = place;
  const workload = await Workload.start({
    uri,
    db,
    seed: options.seed,
    outsideWriters: 2,
    bypassingWriters: 1,
    thinkMs: 0,
  });
  const readers = new PageReader(`${address}${PAGE}`, READERS);
  const driver = new HttpMigrationDriver(() => address, apiKey);
  const figures: Figure[] = [];
  try {
    for (let migration = 1; migration <= options.migrations; migration += 1) {
      const id = await driver.start('blue-green');
      figures.push(...(await timed(`migration ${migration}`, { workload, readers, driver, id }, 'completed')));
      if (migration === options.migrations) break;
      await driver.rollback(id);
      figures.push(...(await timed(`rollback ${migration}`, { workload, readers, driver, id }, 'rolled-back')));
    }
  } finally {
    await readers.stop();
    await workload.stop();
  }
  const report = await workload.check({ versions: 'either' });
  figures.push({ name: 'lost, doubled or wrong', unit: '', value: report.violations.length, goal: '0' });
  if (report.violations.length > 0) process.stdout.write(`${describeReport(report)}\n`);
  await printFigures('starve', { ...options }, figures);
}

interface Cast {
  readonly workload: Workload;
  readonly readers: PageReader;
  readonly driver: HttpMigrationDriver;
  readonly id: string;
}

async function timed(name: string, { workload, readers, driver, id }: Cast, wanted: string): Promise<Figure[]> {
  const begun = performance.now();
  workload.context.writes.take();
  readers.take();
  const states = [...AT_REST].filter((state) => state === wanted || state !== 'completed');
  const run: RunStatus = await driver.waitFor(id, states, GIVE_UP_MS);
  const seconds = (performance.now() - begun) / 1_000;
  if (run.state !== wanted) throw new Error(`The run is ${run.state}: ${JSON.stringify(run.error)}`);
  const writes = workload.context.writes.take();
  const pages = readers.take();
  process.stdout.write(`${name}: ${run.state} after ${seconds.toFixed(1)} s\n`);
  return [
    { name, unit: 's', value: seconds, goal: `≤ ${GOAL_SECONDS}` },
    { name: `${name}: write pause`, unit: 'ms', value: run.writePauseMs ?? Number.NaN, goal: '< 1000' },
    { name: `${name}: writes by others`, unit: '/s', value: writes.operations / seconds },
    { name: `${name}: pages`, unit: '/s', value: pages.requests / seconds },
    { name: `${name}: pages, p50`, unit: 'ms', value: pages.p50 },
    { name: `${name}: pages, p95`, unit: 'ms', value: pages.p95 },
    { name: `${name}: pages that failed`, unit: '', value: pages.failed, goal: '0' },
  ];
}
