import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { mongo } from 'mongoose';
import { fenceTitle, findCollection, setValidation } from '../../src/collection-swap/named-collections.js';
import { liftAbandonedRestoreFence } from '../../src/restore/clear-up.js';
import { type ChildService, startChild, untilStopped } from '../support/child-service.js';
import { type JournalRig, openJournalRig } from '../support/journal-rig.js';

jest.setTimeout(480_000);
const DOCUMENTS = 3_000;
const BACKUP_POINTS = [
  'backup-begun',
  'backup-documents-written',
  'backup-metadata-written',
  'backup-manifest-written',
  'backup-read-back',
  'backup-named',
] as const;
const JOURNAL_POINTS = [
  'journal-segment-begun',
  'journal-frame-written',
  'journal-frame-written:2',
  'journal-frame-synced',
] as const;
const RESTORE_POINTS = [
  'restore-begun',
  'restore-scratch-made',
  'restore-loaded',
  'restore-replayed',
  'restore-copied',
  'restore-fence-sent',
  'restore-fenced',
  'restore-drained',
  'restore-rename-sent',
  'restore-renamed',
  'restore-compared',
] as const;

const DAY_MS = 86_400_000;

/** All points with `CRASH_TESTS=all`; otherwise a few of them, different ones each day. */
function some<T>(points: readonly T[], count: number): readonly T[] {
  if (process.env.CRASH_TESTS === 'all') return points;
  const first = Math.floor(Date.now() / DAY_MS) * count;
  return Array.from({ length: count }, (_, index) => points[(first + index) % points.length] as T);
}

let rig: JournalRig;
let children: ChildService[] = [];

beforeEach(async () => {
  rig = await openJournalRig();
  await rig.products.insertMany(
    Array.from({ length: DOCUMENTS }, (_, number) => ({
      _id: number as unknown as mongo.ObjectId,
      n: 0,
      padding: 'x'.repeat(200),
    })),
  );
});

afterEach(async () => {
  for (const { process: child } of children) child.kill('SIGKILL');
  children = [];
  await rig.close();
});

function child(entry: string, environment: Readonly<Record<string, string>>): ChildService {
  const started = startChild(entry, {
    NODE_ENV: 'test',
    TEST_MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
    TEST_DATABASE: rig.db.databaseName,
    TEST_FOLDER: rig.folder,
    ...environment,
  });
  children.push(started);
  return started;
}

const collections = async (): Promise<string[]> =>
  (await rig.db.listCollections({ name: /^(products|catalog_scratch)/ }, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .sort();
/** As if the lease of a dead process had expired. */
const endLeases = async (): Promise<void> => {
  await rig.db.collection('catalog_restores').updateMany({ active: true }, { $set: { leaseUntil: new Date(0) } });
  await rig.db.collection('catalog_journal').updateMany({}, { $set: { leaseUntil: new Date(0) } });
};

describe('a backup whose process is killed', () => {
  it.each(some(BACKUP_POINTS, 1))('at %s leaves older ones whole, and itself whole or not at all', async (point) => {
    const older = await rig.backups.create({ reason: 'older' });
    await child('test/support/backup-process.ts', { CATALOG_CRASH_AT: point }).ended;
    const listed = await rig.backups.list();
    expect(listed.length).toBe(point === 'backup-named' ? 2 : 1);
    for (const { id } of listed) expect(await rig.backups.verify(id)).toMatchObject({ ok: true });
    expect(listed.map(({ id }) => id)).toContain(older.id);
    const newer = await rig.backups.create({ reason: 'newer' });
    expect((await readdir(rig.folder)).filter((name) => name.startsWith('.partial'))).toEqual([]);
    expect(await rig.backups.verify(newer.id)).toMatchObject({ ok: true });
  });
});

describe('a journal whose process is killed', () => {
  it.each(some(JOURNAL_POINTS, 1))('at %s loses nothing that the oplog still has', async (point) => {
    const { keeper, base } = await rig.keep();
    await keeper.stop();
    const dying = child('test/support/journal-process.ts', { CATALOG_CRASH_AT: point });
    await dying.seen(/keeping/);
    for (let turn = 0, ended = false; !ended; turn += 1) {
      await rig.products.updateOne(
        { _id: (turn % DOCUMENTS) as unknown as mongo.ObjectId },
        { $inc: { n: 1 }, $push: { turns: turn } as never },
      );
      ended = dying.process.signalCode !== null;
    }
    await endLeases();
    const before = await rig.documents();
    const restored = await rig.backups.restore(base, { into: 'restored', pointInTime: await rig.now() });
    expect(restored).toMatchObject({ exact: true, documents: before.length });
    expect((await rig.documents('restored')).findIndex((bytes, position) => !bytes.equals(before[position]!))).toBe(-1);
  });
});

describe('a restore whose process is killed', () => {
  let base: string;
  let point: string;
  let present: Buffer[];
  let past: Buffer[];

  beforeEach(async () => {
    const { keeper, base: made } = await rig.keep();
    base = made;
    await rig.products.updateMany({ _id: { $lt: 500 as never } }, { $inc: { n: 1 } });
    point = await rig.now();
    past = await rig.documents();
    await rig.products.deleteMany({ _id: { $gte: 2_000 as never } });
    await rig.db.command({ collMod: 'products', validator: { n: { $type: 'number' } } });
    await keeper.stop();
    present = await rig.documents();
  });

  const isLive = async (): Promise<'old' | 'new' | 'other'> => {
    const live = await rig.documents();
    if (live.length === present.length && live.every((bytes, position) => bytes.equals(present[position]!)))
      return 'old';
    return live.length === past.length && live.every((bytes, position) => bytes.equals(past[position]!))
      ? 'new'
      : 'other';
  };

  it.each(some(RESTORE_POINTS, 2))(
    'at %s leaves the products as they were or as they are restored, and nothing else',
    async (at) => {
      let missing = 0;
      let watching = true;
      const reader = (async () => {
        for (; watching;) if ((await rig.db.listCollections({ name: 'products' }).toArray()).length === 0) missing += 1;
      })();
      await child('test/support/restore-process.ts', { CATALOG_CRASH_AT: at, TEST_BACKUP: base, TEST_POINT: point })
        .ended;
      watching = false;
      await reader;
      expect(missing).toBe(0);
      const found = await isLive();
      expect(found).toBe(
        ['restore-renamed', 'restore-compared'].includes(at) || (at === 'restore-rename-sent' && found === 'new')
          ? 'new'
          : 'old',
      );

      await endLeases();
      await rig.restores.endAbandoned();
      expect(await isLive()).toBe(found);
      const [run] = await rig.restores.list();
      expect(run).toMatchObject({ state: found === 'new' ? 'done' : 'failed', error: { code: 'OWNER_LOST' } });
      const live = await findCollection(rig.db, 'products');
      expect(fenceTitle(live?.options ?? {})).toBeUndefined();
      expect(await collections()).toEqual(
        found === 'new'
          ? ['products', expect.stringMatching(/^products_before_restore_/)]
          : at === 'restore-begun'
            ? ['products']
            : expect.arrayContaining(['products']),
      );
      expect((await collections()).filter((name) => name.startsWith('products'))).toHaveLength(found === 'new' ? 2 : 1);
      if (found === 'old') await rig.products.insertOne({ n: 1 });

      // The next restore removes what is left of the dead process's own collection.
      const again = await rig.restoreLive(base, point);
      expect(again).toMatchObject({ state: 'done', error: null, report: { exact: true } });
      expect(await isLive()).toBe('new');
      expect((await collections()).filter((name) => name.startsWith('catalog_scratch'))).toEqual([]);
    },
  );

  it('does nothing more where it was only frozen, and wakes up after it was given up', async () => {
    const frozen = child('test/support/restore-process.ts', {
      CATALOG_STOP_AT: 'restore-drained',
      TEST_BACKUP: base,
      TEST_POINT: point,
    });
    await untilStopped(frozen);
    expect(fenceTitle((await findCollection(rig.db, 'products'))?.options ?? {})).toBeDefined();
    // Some time passes without a sign of life.
    await endLeases();
    await rig.restores.endAbandoned();
    expect(fenceTitle((await findCollection(rig.db, 'products'))?.options ?? {})).toBeUndefined();
    frozen.process.kill('SIGCONT');
    await frozen.ended;
    expect(await isLive()).toBe('old');
    expect(await collections()).toEqual(['products']);
    expect(await rig.restores.list()).toMatchObject([{ state: 'failed', error: { code: 'OWNER_LOST' } }]);
  });

  it('leaves a fence that any instance lifts, with the validation that was there', async () => {
    const run = await rig.restoreStore.start({
      backupId: base,
      pointInTime: null,
      closeWayBack: false,
      startedBy: 'test',
      owner: 'test',
    });
    const live = (await findCollection(rig.db, 'products'))!;
    const validation = { validator: { n: { $type: 'number' } }, validationLevel: 'strict', validationAction: 'error' };
    await rig.restoreStore.update(run, { 'work.validation': validation });
    const fence = async (epoch: number): Promise<void> =>
      setValidation(
        rig.db,
        live,
        {
          ...validation,
          validator: { $jsonSchema: { title: `MIGRATION_FENCE:${run._id}:${epoch}`, required: ['__fence__'] } },
        },
        5_000,
      );
    await fence(run.epoch);
    await liftAbandonedRestoreFence(rig.db, rig.restoreStore);
    expect(fenceTitle((await findCollection(rig.db, 'products'))!.options)).toBeDefined();
    await fence(run.epoch - 1);
    await liftAbandonedRestoreFence(rig.db, rig.restoreStore);
    expect((await findCollection(rig.db, 'products'))!.options).toMatchObject({ validator: validation.validator });
  });
});
