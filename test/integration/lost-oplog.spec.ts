import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { mongo } from 'mongoose';

import { recognise } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';
import { type OwnMongod, startOwnMongod } from '../support/own-mongod.js';

jest.setTimeout(480_000);

const FILLER = 'x'.repeat(1_000_000);

let server: OwnMongod;
let rig: MigrationRig;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-oplog-'));
  server = await startOwnMongod({ extraArguments: ['--oplogSize', '16'] });
  rig = await startMigrationRig({
    name: 'rolled',
    uri: server.uri,
    settings: withSettings(new Settings(), {
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
      MONGODB_DATABASE: 'rolled',
    }),
  });
  rig.supervisor.start();
  await rig.products.insertMany(demoProducts() as never[]);
});
afterAll(async () => {
  await rig.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Writes elsewhere until the oplog begins later than it did. */
async function rollOver(): Promise<void> {
  const oplog = rig.client.db('local').collection<{ ts: mongo.Timestamp }>('oplog.rs');
  const filler = rig.client.db('elsewhere').collection<{ _id: number; text: string }>('filler');
  const lastNow = (await oplog.findOne({}, { sort: { $natural: -1 } }))?.ts;
  for (let number = 0; ; number++) {
    const first = (await oplog.findOne({}, { sort: { $natural: 1 } }))?.ts;
    if (lastNow !== undefined && first !== undefined && first.greaterThan(lastNow)) return;
    await filler.insertOne({ _id: number, text: FILLER });
    // What a checkpoint does not hold yet is kept in the oplog for a restart.
    if (number % 20 === 19) await server.command({ fsync: 1 });
    await sleep(0);
  }
}

it('A migration whose place in the oplog is gone copies everything again, and misses nothing', async () => {
  const run = await rig.startBare({ manualSwitch: true });
  await rig.until(run._id, 'waiting-for-switch');
  await rig.service.ask(run._id, 'pause', 'test');
  await rig.until(run._id, 'paused');
  const [changed, removed] = await rig.products.find({}, { projection: { _id: 1 }, limit: 2 }).toArray();
  await rig.products.updateOne({ _id: changed?._id } as never, { $set: { changedMeanwhile: true } } as never);
  await rig.products.deleteOne({ _id: removed?._id } as never);
  await rollOver();

  await rig.service.ask(run._id, 'resume', 'test');
  await rig.until(run._id, 'waiting-for-switch');
  await rig.service.ask(run._id, 'switch', 'test');
  await rig.until(run._id, 'completed');

  const documents = await rig.products.find().toArray();
  expect(documents.map((document) => recognise(document)?.version)).toEqual(
    Array.from({ length: demoProducts().length - 1 }, () => 2),
  );
  expect(documents.filter((document) => 'changedMeanwhile' in document).map(({ _id }) => _id)).toEqual([changed?._id]);
  expect(documents.map(({ _id }) => String(_id))).not.toContain(String(removed?._id));
});
