import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { recognise } from '../../migrations/index.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { type MigrationRig, startMigrationRig } from '../support/migration-rig.js';

jest.setTimeout(480_000);

let rig: MigrationRig;
let before: Map<string, Buffer>;

beforeEach(async () => {
  rig = await startMigrationRig();
  // On a busy machine a lease may be lost: the run is then resumed.
  rig.supervisor.start();
  await rig.products.insertMany(demoProducts() as never[]);
  before = await rig.bytes();
});
afterEach(async () => {
  await rig.close();
});

async function collections(): Promise<string[]> {
  const names = (await rig.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  return names.filter((name) => name.startsWith('products')).sort();
}

/** A run that is in sync and waits for the switch command. */
async function waiting(): Promise<string> {
  const run = await rig.startBare({ manualSwitch: true });
  await rig.until(run._id, 'waiting-for-switch');
  return run._id;
}

describe('An operator', () => {
  it('lets a waiting migration switch, and ends it by a cleanup that leaves no account of old forms', async () => {
    const id = await waiting();
    expect(await rig.bytes()).toEqual(before);

    await rig.service.ask(id, 'switch', 'test');
    await rig.until(id, 'completed');
    expect(await collections()).toHaveLength(2);
    await rig.service.ask(id, 'cleanup', 'test');
    await rig.until(id, 'cleaned-up');

    expect(await collections()).toEqual(['products']);
    const documents = await rig.products.find().toArray();
    expect(documents.map((document) => recognise(document)?.version)).toEqual(Array.from({ length: 75 }, () => 2));
    expect(
      documents.filter((document) => 'legacy' in document || 'basePrice' in document || 'price' in document),
    ).toEqual([]);
    const [info] = await rig.db.listCollections({ name: 'products' }).toArray();
    expect((info as { options?: { validator?: unknown } }).options?.validator).toBeUndefined();
  });

  it('gives a migration up, and nothing has happened', async () => {
    const id = await waiting();

    await rig.service.ask(id, 'abort', 'test');
    await rig.until(id, 'aborted');

    expect(await collections()).toEqual(['products']);
    expect(await rig.bytes()).toEqual(before);
    await rig.products.updateOne({}, { $set: { written: true } } as never);
  });

  it('pauses a migration and lets it go on, with what was written in between', async () => {
    const id = await waiting();
    await rig.service.ask(id, 'pause', 'test');
    await rig.until(id, 'paused');
    const { insertedId } = await rig.products.insertOne({
      ...demoProducts()[0],
      _id: 'written-while-paused',
      name: 'Written while paused',
    } as never);

    await rig.service.ask(id, 'resume', 'test');
    await rig.until(id, 'waiting-for-switch');
    await rig.service.ask(id, 'switch', 'test');
    await rig.until(id, 'completed');

    expect(await rig.db.collection('products').findOne({ _id: insertedId as never })).toMatchObject({
      name: 'Written while paused',
      schemaVersion: 2,
    });
  });

  it('is told what a migration does not take in its state', async () => {
    const id = await waiting();
    await expect(rig.service.ask(id, 'rollback', 'test')).rejects.toMatchObject({ code: 'RUN_STATE' });
    await expect(rig.service.ask('run-none', 'abort', 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(rig.start()).rejects.toMatchObject({ code: 'MIGRATION_ACTIVE' });
  });
});

describe('A migration', () => {
  it('refuses to switch to a copy that somebody has changed, and leaves products as they were', async () => {
    const id = await waiting();
    const { work } = await rig.runs.get(id);
    await expect(
      rig.db.collection(work.shadow?.name ?? '').updateOne({}, { $set: { name: 'Another' } }),
    ).rejects.toMatchObject({ code: 121 });
    await rig.db
      .collection(work.shadow?.name ?? '')
      .updateOne({}, { $set: { name: 'Another' } }, { bypassDocumentValidation: true });

    await rig.service.ask(id, 'switch', 'test');
    const failed = await rig.until(id, 'failed');

    expect(failed.error?.code).toBe('INTEGRITY');
    expect(await collections()).toEqual(['products']);
    expect(await rig.bytes()).toEqual(before);
  });

  it('waits for an operator rather than end where the way back does not hold everything', async () => {
    const run = await rig.startBare();
    const { work } = await rig.until(run._id, 'completed');
    await rig.db.collection(work.twin?.name ?? '').deleteOne({});

    await rig.service.ask(run._id, 'cleanup', 'test');

    expect((await rig.until(run._id, 'needs-operator')).error?.code).toBe('INTEGRITY');
    expect(await collections()).toHaveLength(2);
  });

  it('copies everything again where the oplog no longer reaches back', async () => {
    const id = await waiting();
    await rig.supervisor.stop();
    const { work } = await rig.runs.get(id);
    const old = { _data: (work.position as { _data: string })._data.replace(/^82.{8}/, '8200000001') };
    await rig.db.collection('catalog_migrations').updateOne({ _id: id as never }, { $set: { 'work.position': old } });
    await rig.products.deleteOne({ _id: [...(await rig.products.find({}, { limit: 1 }).toArray())][0]?._id } as never);
    await rig.products.insertOne({ ...demoProducts()[1], _id: 'written-in-the-gap' } as never);

    const other = await rig.another();
    other.supervisor.start();
    await other.service.ask(id, 'switch', 'test').catch(() => undefined);
    for (;;) {
      const { state, request } = await rig.runs.get(id);
      if (state === 'waiting-for-switch' && request === null) await other.service.ask(id, 'switch', 'test');
      if (state === 'completed' || state === 'failed') break;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    const done = await rig.runs.get(id);
    await other.close();

    expect([done.state, done.error]).toEqual(['completed', null]);
    expect(await rig.db.collection('products').countDocuments({ schemaVersion: 2 })).toBe(75);
    expect(await rig.db.collection('products').countDocuments({ _id: 'written-in-the-gap' as never })).toBe(1);
  });

  it('ends at once, with the reason, when somebody drops what it copies', async () => {
    const id = await waiting();
    const { work } = await rig.runs.get(id);
    await rig.db.dropCollection(work.twin?.name ?? '');

    expect((await rig.until(id, 'failed')).error?.code).toBe('FOREIGN_DDL');
    expect(await rig.bytes()).toEqual(before);
  });
});
