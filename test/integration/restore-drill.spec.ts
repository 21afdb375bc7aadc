import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { mongo } from 'mongoose';
import { clusterTimeText, isoSecond, secondsOf } from '../../src/backup/journal/cluster-timestamp.js';
import { AcknowledgedWrites } from '../support/acknowledged-writes.js';
import { startChild } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import { type JournalRig, openJournalRig } from '../support/journal-rig.js';

jest.setTimeout(120_000);
const APP = 'drill-spec';
const OTHERS = 1_000;
let rig: JournalRig;
let writes: AcknowledgedWrites;

beforeEach(async () => {
  rig = await openJournalRig({ appName: APP });
  await rig.products.insertMany(
    Array.from({ length: OTHERS }, (_, number) => ({
      _id: `other ${number}` as unknown as mongo.ObjectId,
      padding: 'x'.repeat(500),
    })),
  );
});

afterEach(async () => {
  await writes.stop();
  await rig.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
  await rig.close();
});

/** Everything acknowledged up to a time is there, and nothing that came later. */
async function expectStateAt(time: bigint): Promise<void> {
  const found = await rig.products.find({ _id: /^writer/ as never }).toArray();
  expect(writes.differences(found, time)).toEqual([]);
  expect(await rig.products.countDocuments({ _id: /^other/ as never })).toBe(OTHERS);
}

const now = async (): Promise<bigint> =>
  ((await rig.db.command({ ping: 1 }))['operationTime'] as mongo.Timestamp).toBigInt();
const report = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

describe('a restore drill', () => {
  it('brings back exactly what was acknowledged up to a second, after everything was dropped', async () => {
    const { keeper, base } = await rig.keep();
    writes = new AcknowledgedWrites(rig.client, rig.products);
    await sleep(1_500 + Math.random() * 1_500);
    const dropped = await now();
    await rig.db.dropDatabase();
    // The drop's own second: a new one may have begun on either side of it.
    const [drop] = await rig.client
      .db('local')
      .collection('oplog.rs')
      .find({ ns: `${rig.db.databaseName}.$cmd`, 'o.drop': rig.products.collectionName })
      .toArray();
    const droppedAt = (drop?.['ts'] as mongo.Timestamp | undefined)?.toBigInt() ?? 0n;
    // Writers continue, into a collection that their writes create.
    await sleep(300);
    await writes.stop();
    await keeper.stop();

    const begun = performance.now();
    const restore = await rig.restoreLive(base, isoSecond(droppedAt));
    const took = performance.now() - begun;
    expect(restore).toMatchObject({
      state: 'done',
      error: null,
      report: { exact: true, pointInTime: { note: expect.stringMatching(/just before .* was dropped/) } },
    });
    // The database was dropped a moment after the time was read.
    const [seconds = 0, increment = 0] = (restore.report?.pointInTime?.clusterTime ?? '').split(':').map(Number);
    const restoredTo = (BigInt(seconds) << 32n) | BigInt(increment);
    expect(restoredTo >= dropped).toBe(true);
    await expectStateAt(restoredTo);
    const lost = writes.times.filter((time) => time <= dropped && time > restoredTo).length;
    expect(lost).toBe(0);
    report(
      'Restore drill: ' +
        (`${writes.count} acknowledged writes, ${restore.report?.documents} products restored in ` +
          `${Math.round(took)} ms, ${lost} writes lost (RPO 0 s)`),
    );
  });

  it('brings back any moment before, and says what is not there any more', async () => {
    const { keeper, base } = await rig.keep();
    writes = new AcknowledgedWrites(rig.client, rig.products);
    await sleep(2_000);
    const point = writes.times[Math.floor(writes.times.length * (0.3 + Math.random() * 0.4))] ?? 0n;
    const restoring = rig.restoreLive(base, clusterTimeText(point));
    const restore = await restoring;
    await writes.stop();
    // The keeper backs up the collection that took the name, in its state at that time.
    await eventually('a new base', async () => (await rig.backups.list()).find(({ id }) => id !== base)?.id);
    await keeper.stop();
    expect(restore).toMatchObject({
      state: 'done',
      report: {
        exact: true,
        kept: expect.stringMatching(/^products_before_restore_\d{8}T\d{6}$/),
        writePauseMs: expect.any(Number),
        differences: { changed: expect.any(Number) },
      },
    });
    expect(restore.report?.differences?.examples.length).toBeGreaterThan(0);
    report(
      `Restore under writers: ${restore.report?.documents} products, writes waited ${restore.report?.writePauseMs} ms`,
    );

    // The replaced collection is complete, with everything that was acknowledged before it was replaced.
    const replacedAt = (await rig.backups.list())[0]?.manifest?.clusterTime ?? { t: 0, i: 0 };
    const before = await rig.db
      .collection(restore.report?.kept ?? '')
      .find({ _id: /^writer/ as never })
      .toArray();
    expect(writes.differences(before, (BigInt(replacedAt.t) << 32n) | BigInt(replacedAt.i))).toEqual([]);
    // And so is the restored one, before the writers continued.
    const restored = await rig.backups.restore(base, { into: 'again', pointInTime: clusterTimeText(point) });
    expect(restored.documents).toBe(restore.report?.documents);
    expect(
      writes.differences(
        await rig.db
          .collection('again')
          .find({ _id: /^writer/ as never })
          .toArray(),
        point,
      ),
    ).toEqual([]);
  });

  it('loses at most the flush interval where the journal was killed and the oplog is gone', async () => {
    const child = startChild('test/support/journal-process.ts', {
      TEST_MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
      TEST_DATABASE: rig.db.databaseName,
      TEST_FOLDER: rig.folder,
    });
    const base = await eventually('a base', async () => (await rig.backups.list())[0]?.id);
    writes = new AcknowledgedWrites(rig.client, rig.products);
    await sleep(2_000 + Math.random() * 1_000);
    child.process.kill('SIGKILL');
    const killed = await now();
    await child.ended;
    await writes.stop();
    await rig.products.drop();
    const onDisk = (await rig.journal.tail())?.frame.to.toBigInt() ?? 0n;

    // With the oplog nothing is lost: a restore reads the rest from it.
    const end = await now();
    // Its lease would expire by itself, in ten seconds.
    await rig.db.collection('catalog_journal').updateOne({}, { $set: { leaseUntil: new Date(0) } });
    await rig.backups.restore(base, { into: 'all', pointInTime: 'latest' });
    expect(
      writes.differences(
        await rig.db
          .collection('all')
          .find({ _id: /^writer/ as never })
          .toArray(),
        end,
      ),
    ).toEqual([]);

    // Without the oplog, a restore recovers what the killed process had written to disk.
    await rig.backups.restore(base, { into: 'kept', pointInTime: clusterTimeText(onDisk) });
    expect(
      writes.differences(
        await rig.db
          .collection('kept')
          .find({ _id: /^writer/ as never })
          .toArray(),
        onDisk,
      ),
    ).toEqual([]);
    const lost = writes.times.filter((time) => time > onDisk && time <= killed);
    report(
      'Journal killed: ' +
        (`${lost.length} of ${writes.count} writes were not on its disk yet, the oldest written ` +
          `${lost.length === 0 ? 0 : secondsOf(killed) - secondsOf(lost[0] ?? killed)} s before ` +
          '(JOURNAL_FLUSH_SECONDS 1)'),
    );
  });
});
