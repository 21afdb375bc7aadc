import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { mongo } from 'mongoose';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { MigrationContext } from '../../src/batch-migration/migration-context.js';
import { OwnedRun } from '../../src/batch-migration/run/owned-run.js';
import type { MigrationRun } from '../../src/batch-migration/run/migration-run.js';
import { RunStore } from '../../src/batch-migration/run/run-store.js';
import { LeaseLostError } from '../../src/batch-migration/run/run-errors.js';
import { findCollection, type FoundCollection } from '../../src/collection-swap/named-collections.js';
import { applyLateWrites } from '../../src/batch-migration/switch/apply-late-writes.js';
import { type ApplyWithin, forwardInto, type LateWrites } from '../../src/batch-migration/switch/late-writes.js';
import { ChangeReader, distinctIds, type DocumentEvent } from '../../src/collection-swap/change-reader.js';
import { presentPosition } from '../../src/collection-swap/present-position.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { MIGRATION_RUN } from '../../src/batch-migration/run/migration-run.schema.js';
import { modelOf } from '../support/models.js';

// Other writers bypass the fence too, and write to the new collection while writes to the old one are applied to it.
let database: TestDatabase;
let db: mongo.Db;
let runs: RunStore;
let run: MigrationRun;

const IDS = Array.from({ length: 250 }, (_, number) => `straggler-${number}`);
const legacy = (_id: string): mongo.Document & { _id: never } => ({ ...demoProducts()[0], _id: _id as never });

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
afterEach(async () => {
  await Promise.all(held.splice(0).map((driven) => driven.letGo()));
  await database.close();
});

const held: OwnedRun[] = [];

interface Switched {
  readonly stragglers: LateWrites;
  readonly after: unknown;
  readonly products: FoundCollection;
  readonly twin: FoundCollection;
}

/** Inserts that bypass the fence, then a rename: the new collection and the rollback copy have none of them. */
async function switched(): Promise<Switched> {
  await Promise.all(['products', 'shadow', 'twin'].map((name) => db.createCollection(name)));
  const token = await presentPosition(db);
  await db.collection('products').insertMany(IDS.map(legacy));
  await db.collection('shadow').rename('products', { dropTarget: true });
  const reader = new ChangeReader(db, { token }, true);
  const events: DocumentEvent[] = [];
  let after: unknown;
  for (let kind: string | undefined; kind !== 'rename';) {
    const batch = await reader.next(1_000);
    events.push(...batch.documents);
    kind = batch.schema?.kind;
    after = batch.token;
  }
  await reader.close();
  const [products, twin] = [await findCollection(db, 'products'), await findCollection(db, 'twin')];
  if (products === null || twin === null) throw new Error('They are there');
  return { stragglers: { events, ids: distinctIds(events) }, after, products, twin };
}

/** A run owned by this process; `keep`: renews its lease. */
async function contextOf(current: MigrationRun, keep = true): Promise<MigrationContext> {
  const driven = new OwnedRun(runs, current, new Logger(), new AbortController().signal);
  held.push(driven);
  if (keep) await driven.keepLease();
  return { db, run: driven } as MigrationContext;
}

const names = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries((await db.collection('products').find().toArray()).map(({ _id, name }) => [String(_id), name]));

describe('Writes that passed the fence', () => {
  it('are applied, counted, and not applied again', async () => {
    const { stragglers, after, products, twin } = await switched();
    const late = { stragglers, after, next: products, applyWithin: forwardInto(products, twin) };

    expect(await applyLateWrites(await contextOf(run), late)).toEqual([]);

    expect(Object.keys(await names()).sort()).toEqual([...IDS].sort());
    const counted = await runs.get(run._id);
    expect(counted.work.stragglersApplied).toBe(IDS.length);
    await db.collection('products').deleteMany({});
    await applyLateWrites(await contextOf(counted), late);
    expect(await names()).toEqual({});
  });

  it.each<[string, (id: string) => Promise<unknown>, string | undefined]>([
    ['an insert', (id) => db.collection('products').insertOne({ ...legacy(id), name: 'Newer' }), 'Newer'],
    [
      'an insert and a delete',
      async (id) => {
        await db.collection('products').insertOne(legacy(id));
        await db.collection('products').deleteOne({ _id: id as never });
      },
      undefined,
    ],
  ])('give way to %s since the rename, before they are applied or in the middle of it', async (_, newer, name) => {
    const { stragglers, after, products, twin } = await switched();
    const [before = '', meanwhile = ''] = IDS;
    await newer(before);
    let attempts = 0;
    const forward = forwardInto(products, twin);
    // By now the transaction has checked for newer writes.
    const applyWithin: ApplyWithin = async (session, ...rest) => {
      if (attempts++ === 0) await newer(meanwhile);
      await forward(session, ...rest);
    };

    const conflicts = await applyLateWrites(await contextOf(run), { stragglers, after, next: products, applyWithin });

    expect(conflicts).toEqual([before, meanwhile]);
    const found = await names();
    expect([found[before], found[meanwhile]]).toEqual([name, name]);
    expect(IDS.slice(2).every((id) => id in found)).toBe(true);
  });

  it('are not applied by an owner that another one has followed', async () => {
    const { stragglers, after, products, twin } = await switched();
    const woken = { ...run, epoch: run.epoch - 1 };

    await expect(
      applyLateWrites(await contextOf(woken, false), {
        stragglers,
        after,
        next: products,
        applyWithin: forwardInto(products, twin),
      }),
    ).rejects.toThrow(LeaseLostError);

    expect([await db.collection('products').countDocuments(), await db.collection('twin').countDocuments()]).toEqual([
      0, 0,
    ]);
  });
});
