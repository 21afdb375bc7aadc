import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { standsAt } from '../../src/collection-swap/fence.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

jest.setTimeout(240_000);

let rig: MigrationRig;
beforeEach(async () => {
  rig = await startMigrationRig();
  rig.supervisor.start();
  await rig.products.insertMany(demoProducts() as never[]);
});
afterEach(() => rig.close());

it('A switch gives its fence up while a transaction of another client is open, and lets the others write', async () => {
  const run = await rig.startBare({ manualSwitch: true });
  await rig.until(run._id, 'waiting-for-switch');
  const [held, free] = await rig.products.find({}, { projection: { _id: 1 }, limit: 2 }).toArray();
  const session = rig.client.startSession();
  session.startTransaction();
  await rig.products.updateOne({ _id: held?._id } as never, { $set: { heldBack: true } } as never, { session });

  await rig.service.ask(run._id, 'switch', 'test');
  let attempts = 0;
  while (attempts < 2) {
    await sleep(20);
    // While an attempt waits, writes queue behind it; this one fails if it is held ten times as long as it may be.
    await rig.products.updateOne({ _id: free?._id } as never, { $inc: { writes: 1 } } as never, { maxTimeMS: 15_000 });
    ({ attempts = 0 } = (await rig.runs.get(run._id)).work.switchAttempts ?? {});
  }
  const { work } = await rig.runs.get(run._id);
  expect(work.switchAttempts?.lastReason).toMatch(/^the fence could not be set \(operation exceeded time limit/);
  // Between two attempts nothing stands in anybody's way.
  expect(await standsAt(rig.db)).toBeUndefined();
  const write = { $set: { writtenMeanwhile: true } } as never;
  expect((await rig.products.updateOne({ _id: free?._id } as never, write)).modifiedCount).toBe(1);

  await session.commitTransaction();
  await session.endSession();
  await rig.until(run._id, 'completed');

  expect(await rig.products.countDocuments({ schemaVersion: 2, heldBack: true } as never)).toBe(1);
  expect(await rig.products.countDocuments({ schemaVersion: 2, writtenMeanwhile: true } as never)).toBe(1);
  expect(await standsAt(rig.db)).toBeUndefined();
});
