import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { leaseMsIn } from '../../src/batch-migration/run/lease-length.js';
import { type ChildService, startChild } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { settingsToText } from '../support/migration-settings.js';

jest.setTimeout(480_000);

const DAY_MS = 86_400_000;
const CLOCK = new URL('../support/shifted-clock.js', import.meta.url).href;

let rig: MigrationRig;
let children: ChildService[] = [];

beforeEach(async () => {
  rig = await startMigrationRig();
  await rig.products.insertMany(demoProducts() as never[]);
});
afterEach(async () => {
  for (const { process: child } of children) child.kill('SIGKILL');
  children = [];
  await rig.close();
});

/** A process that drives migrations by a clock that is so far from the server's. */
async function driver(shiftMs: number, role: 'start' | 'supervise'): Promise<ChildService> {
  const child = startChild('test/support/migrating-process.ts', {
    NODE_ENV: 'test',
    DATABASE: rig.db.databaseName,
    SETTINGS: settingsToText(rig.settings),
    TEST_MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
    NODE_OPTIONS: `--import=${CLOCK}`,
    CLOCK_SHIFT_MS: String(shiftMs),
    ROLE: role,
  });
  children.push(child);
  await child.seen(/driving/);
  return child;
}

/**
 * Follows the run until something holds. Its owner may change only once the lease has ended by the server's clock, as
 * after a stall on a busy machine.
 */
async function follow(what: string, holds: (run: MigrationRun) => boolean): Promise<MigrationRun> {
  let last = await latest();
  return eventually(what, async () => {
    const run = await latest();
    if (run.epoch !== last.epoch)
      expect(run.leaseUntil.getTime() - leaseMsIn(run.state)).toBeGreaterThanOrEqual(last.leaseUntil.getTime());
    last = run;
    return holds(run) && run;
  });
}

async function latest(): Promise<MigrationRun> {
  const run = await rig.runs.latest();
  if (run === null) throw new Error('There is no run');
  return run;
}

it('A migration has one owner whatever the clocks of the instances say, and the next one once it is gone', async () => {
  const before = await rig.bytes();
  await driver(-DAY_MS, 'supervise');
  const ahead = await driver(DAY_MS, 'start');
  const first = await latest();
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  expect(first._id).toMatch(new RegExp(`^run-${tomorrow}`));

  expect(first.owner).toContain(`:${ahead.process.pid}:`);
  await follow('a completed run', ({ state }) => state === 'completed');
  const renewals = new Set<number>();
  const owned = await follow(
    'five renewals of the lease',
    ({ leaseUntil }) => renewals.add(leaseUntil.getTime()).size > 5,
  );
  const owner = children.find(({ process: { pid } }) => owned.owner?.includes(`:${pid}:`) === true);
  owner?.process.kill('SIGKILL');
  await owner?.ended;
  await rig.service.ask(first._id, 'rollback', 'test');
  await rig.until(first._id, 'rolled-back');

  const last = await latest();
  expect(last.epoch).toBeGreaterThan(owned.epoch);
  expect(last.owner).not.toBe(owned.owner);
  expect(await rig.bytes()).toEqual(before);
});
