import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';

import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { FORMAT_VERSION } from '../../src/batch-migration/run/migration-run.js';
import { RunStore } from '../../src/batch-migration/run/run-store.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { MIGRATION_RUN } from '../../src/batch-migration/run/migration-run.schema.js';
import { eventually } from '../support/eventually.js';
import { modelOf } from '../support/models.js';

let database: TestDatabase;
let db: mongo.Db;
let runs: RunStore;
let run: MigrationRun;

beforeEach(async () => {
  database = await openTestDatabase();
  db = database.db as unknown as mongo.Db;
  runs = new RunStore(modelOf({ db, client: db.client }, MIGRATION_RUN));
  run = await runs.start(
    'blue-green',
    { manualSwitch: false, maxDocumentsPerSecond: null, acceptBlockers: true },
    { owner: 'this', startedBy: 'test' },
  );
});
afterEach(() => database.close());

describe('A run whose owner is gone', () => {
  it('in the middle of a transaction is claimed at once, and nothing of the transaction happens', async () => {
    const session = runs.startSession();
    const held = await runs.update(run, { session: session.id?.id ?? null });
    session.startTransaction({ writeConcern: { w: 'majority' } });
    await runs.countWithin(session, held, 'work.stragglersApplied', { from: 0, to: 5 });

    const claimed = await eventually('the end of the lease', () => runs.claim('another'));

    // The server's transaction limit is twenty times a lease, so it has not been reached.
    expect(claimed).toMatchObject({
      owner: 'another',
      epoch: run.epoch + 1,
      session: null,
      work: { stragglersApplied: 0 },
    });
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
    await session.endSession();
  });

  it('is driven on by a newer version of the service', async () => {
    const old: mongo.Document = { formatVersion: 1, leaseUntil: new Date(0), 'work.position': { _data: 'x' } };
    await db.collection<MigrationRun>('catalog_migrations').updateOne({ _id: run._id }, {
      $set: old,
      $unset: { revision: '', session: '', 'work.copyFrom': '', 'work.stragglersApplied': '' },
    } as never);

    const claimed = await runs.claim('another');

    expect(claimed).toMatchObject({
      formatVersion: FORMAT_VERSION,
      revision: 1,
      session: null,
      work: { copyFrom: [], stragglersApplied: 0, position: { _data: 'x' } },
    });
  });
});
