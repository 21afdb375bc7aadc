import { readdir, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { backupIdAt } from '../../src/backup/backup-id.js';
import { manifestText } from '../../src/backup/manifest.js';
import { eventually } from '../support/eventually.js';
import { type JournalRig, openJournalRig } from '../support/journal-rig.js';

const DAY_MS = 86_400_000;
let rig: JournalRig;

beforeEach(async () => {
  rig = await openJournalRig();
  await rig.products.insertMany([{}, {}]);
});

afterEach(() => rig.close());

/** A backup dated the given number of days ago, by its maker's clock and by the server's. */
async function backupOf({ local, server }: { readonly local: number; readonly server: number }): Promise<string> {
  const made = await rig.backups.create({ reason: 'a test' });
  const createdAt = new Date(Date.now() - local * DAY_MS);
  const id = backupIdAt(createdAt);
  const clusterTime = { ...made.clusterTime, t: made.clusterTime.t - Math.round((server * DAY_MS) / 1000) };
  await rename(join(rig.folder, made.id), join(rig.folder, id));
  await writeFile(
    join(rig.folder, id, 'manifest.json'),
    manifestText({ ...made, id, createdAt: createdAt.toISOString(), clusterTime }),
  );
  expect(await rig.backups.verify(id)).toMatchObject({ ok: true });
  return id;
}

const ids = async (): Promise<string[]> => (await rig.backups.list()).map(({ id }) => id).sort();

describe('the retention of backups', () => {
  it('removes those that are too old by both clocks', async () => {
    const old = [await backupOf({ local: 31, server: 31 }), await backupOf({ local: 400, server: 400 })];
    const kept = [
      await backupOf({ local: 29, server: 29 }),
      await backupOf({ local: 500, server: 1 }),
      await backupOf({ local: 2, server: 500 }),
    ];
    const pruned = await rig.backups.prune();
    expect([...pruned.removed].sort()).toEqual([...old].sort());
    expect(pruned).toMatchObject({ kept: 3, unreadable: [] });
    expect(await ids()).toEqual([...kept].sort());
  });

  it('keeps the last intact one, however old it is', async () => {
    const oldest = await backupOf({ local: 90, server: 90 });
    const right = await backupOf({ local: 60, server: 60 });
    const damaged = await backupOf({ local: 1, server: 1 });
    await truncate(join(rig.folder, damaged, rig.db.databaseName, 'products.bson.gz'), 10);
    expect(await rig.backups.prune()).toMatchObject({ removed: [oldest] });
    expect(await ids()).toEqual([right, damaged].sort());
    await expect(rig.backups.remove(right)).rejects.toMatchObject({ code: 'LAST_BACKUP' });
    await rig.backups.remove(damaged);
    expect(await rig.backups.prune()).toMatchObject({ removed: [] });
    await truncate(join(rig.folder, right, 'manifest.json'), 10);
    expect(await rig.backups.prune()).toMatchObject({ removed: [], unreadable: [right] });
  });

  it('keeps the journal from the oldest backup on, and drops what restores replaced', async () => {
    const { keeper } = await rig.keep();
    await keeper.stop();
    for (let segment = 0; segment < 3; segment += 1) {
      const next = rig.keeper();
      next.start();
      await rig.products.insertOne({ segment });
      await eventually('the change in the journal', async () => (await readdir(rig.journal.path)).length > segment + 1);
      await next.stop();
    }
    const [base] = await ids();
    await rig.db.createCollection('products_before_restore_20200101T000000');
    await rig.db.createCollection('products_before_restore_29990101T000000');
    await rig.db.createCollection('products_before_restore_of_somebody');
    expect(await rig.backups.prune()).toMatchObject({
      journalSegments: 0,
      collections: ['products_before_restore_20200101T000000'],
    });
    const before = (await readdir(rig.journal.path)).length;

    const newer = await rig.backups.create({ reason: 'newer' });
    await rig.backups.remove(base ?? '');
    const { journalSegments } = await rig.backups.prune();
    expect(journalSegments).toBeGreaterThan(0);
    expect((await readdir(rig.journal.path)).length).toBe(before - journalSegments);
    await rig.products.insertOne({ after: true });
    expect(await rig.backups.restore(newer.id, { into: 'restored', pointInTime: 'latest' })).toMatchObject({
      exact: true,
      documents: 6,
    });
  });
});
