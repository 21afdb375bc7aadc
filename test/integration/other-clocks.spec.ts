import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { type ChildService, startChild } from '../support/child-service.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { settingsToText } from '../support/migration-settings.js';

jest.setTimeout(240_000);

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

  await rig.until(first._id, 'completed');
  for (let extended = 0, last = first; extended < 5; await sleep(50)) {
    const now = await latest();
    expect([now.owner, now.epoch]).toEqual([first.owner, first.epoch]);
    if (now.leaseUntil > last.leaseUntil) extended++;
    last = now;
  }
  ahead.process.kill('SIGKILL');
  await ahead.ended;
  await rig.service.ask(first._id, 'rollback', 'test');
  await rig.until(first._id, 'rolled-back');

  expect((await latest()).epoch).toBe(first.epoch + 1);
  expect(await rig.bytes()).toEqual(before);
});
