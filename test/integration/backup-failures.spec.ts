import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, truncateSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { JournalKeeper } from '../../src/backup/journal/journal-keeper.js';
import { Backups } from '../../src/backup/backups.service.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import type { Collections } from '../../src/database/collections.js';
import type { MongoConnector } from '../../src/database/mongo-connector.js';
import { type BackupRig, openBackupRig } from '../support/backup-rig.js';
import { startChild, untilStopped } from '../support/child-service.js';
import { eventually } from '../support/eventually.js';
import { openJournalRig } from '../support/journal-rig.js';
import { insertByWire, oddDocuments } from '../support/raw-documents.js';

const uri = process.env.TEST_MONGODB_URI ?? '';
const TMPFS_BYTES = 8_000_000;
let rig: BackupRig;

beforeEach(async () => {
  rig = await openBackupRig();
});

afterEach(() => rig.close());

/** Documents that cannot be compressed. */
async function insertRandom(megabytes: number): Promise<void> {
  await rig.products.insertMany(
    Array.from({ length: megabytes * 10 }, () => ({ bytes: new mongo.Binary(randomBytes(100_000)) })),
  );
}

describe('a process that is killed while it makes a backup', () => {
  it('leaves older backups whole and nothing that looks like one; the next backup clears up', async () => {
    await insertRandom(20);
    const older = await rig.backups.create({ reason: 'older' });
    const child = startChild('test/support/backup-process.ts', {
      TEST_MONGODB_URI: uri,
      TEST_DATABASE: rig.db.databaseName,
      TEST_FOLDER: rig.folder,
      TEST_STOP: '1',
    });
    await untilStopped(child);
    child.process.kill('SIGKILL');
    await child.ended;

    expect(child.output.stdout).not.toContain('done');
    const left = await readdir(rig.folder);
    expect(left).toEqual([expect.stringMatching(/^\.partial-products-backup-/), older.id]);
    expect(await readdir(join(rig.folder, left[0]!), { recursive: true })).not.toContain('manifest.json');
    expect((await rig.backups.list()).map(({ id }) => id)).toEqual([older.id]);
    expect(await rig.backups.verify(older.id)).toMatchObject({ ok: true });

    const newer = await rig.backups.create({ reason: 'newer' });
    expect(await readdir(rig.folder)).toEqual([older.id, newer.id]);
  });

  it('that still runs keeps its unfinished backup', async () => {
    await insertRandom(20);
    const child = startChild('test/support/backup-process.ts', {
      TEST_MONGODB_URI: uri,
      TEST_DATABASE: rig.db.databaseName,
      TEST_FOLDER: rig.folder,
      TEST_STOP: '1',
    });
    await untilStopped(child);
    await rig.backups.create({ reason: 'meanwhile' });
    child.process.kill('SIGCONT');
    expect(await child.ended).toBe(0);
    expect(await rig.backups.list()).toHaveLength(2);
    for (const { id } of await rig.backups.list()) expect(await rig.backups.verify(id)).toMatchObject({ ok: true });
  });
});

const canMount = process.platform === 'linux' && tryMount();
if (!canMount)
  process.stderr.write("Tests of a full disk are skipped: a tmpfs can't be mounted here (that takes root)\n");

(canMount ? describe : describe.skip)('a disk without room', () => {
  let disk: string;
  let backups: Backups;

  beforeEach(async () => {
    disk = await mkdtemp(join(tmpdir(), 'catalog-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${TMPFS_BYTES}`, 'tmpfs', disk]);
    backups = new Backups(
      { client: rig.client, db: rig.db } as Collections,
      withSettings(new Settings(), { BACKUP_DIR: disk, MONGODB_DATABASE: rig.db.databaseName }),
    );
  });

  afterEach(async () => {
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true });
  });

  it('is noticed before anything is written', async () => {
    await insertRandom(20);
    await expect(backups.create({ reason: 'a test' })).rejects.toMatchObject({
      code: 'BACKUP_SPACE_MISSING',
      message: expect.stringMatching(/may need 2\d\.\d MB .* and [78]\.\d MB are free; remove old backups/),
    });
    expect(await readdir(disk)).toEqual([]);
  });

  it('is noticed while it fills up: the unfinished backup goes, older ones stay', async () => {
    await insertRandom(2);
    const older = await backups.create({ reason: 'older' });
    await expect(
      backups.create({
        reason: 'a test',
        onProgress: () => {
          fillUp(join(disk, 'filler'));
        },
      }),
    ).rejects.toMatchObject({ code: 'BACKUP_SPACE_MISSING', message: expect.stringContaining('is full') });
    expect(await readdir(disk)).toEqual(['filler', older.id]);
    expect(await backups.verify(older.id)).toMatchObject({ ok: true });
    await rm(join(disk, 'filler'));
    expect(await backups.verify((await backups.create({ reason: 'again' })).id)).toMatchObject({ ok: true });
  });

  it('stops the journal, loudly, and lets it go on when there is room again: nothing is lost meanwhile', async () => {
    const settings = withSettings(new Settings(), {
      BACKUP_DIR: disk,
      MONGODB_DATABASE: rig.db.databaseName,
      JOURNAL_FLUSH_SECONDS: 1,
    });
    const collections = { client: rig.client, db: rig.db } as Collections;
    const keeper = new JournalKeeper(collections, settings, backups, {
      untilConnected: () => Promise.resolve(),
    } as MongoConnector);
    await rig.products.insertOne({ n: 0 });
    keeper.start();
    const base = await eventually('a base', async () => (await backups.list())[0]?.id);
    fillUp(join(disk, 'filler'));
    await rig.products.updateMany({}, { $set: { bytes: new mongo.Binary(randomBytes(100_000)) } });
    const problem = await eventually('a problem', async () => (await backups.journalNews())?.problem);
    expect(problem).toMatch(/is full, and the journal of changes cannot be written; free space/);
    await rig.products.insertOne({ n: 1 });
    await eventually('the lag to grow', async () => ((await backups.journalNews())?.lagSeconds ?? 0) > 3);
    await rm(join(disk, 'filler'));
    await eventually('the journal to go on', async () => {
      const news = await backups.journalNews();
      return news?.isKept === true && news.problem === null;
    });
    await keeper.stop();
    const before = await rig.documents();
    expect(await backups.restore(base, { into: 'restored', pointInTime: 'latest' })).toMatchObject({
      documents: 2,
      exact: true,
    });
    expect(await rig.documents('restored')).toEqual(before);
  });

  it('for what is read back wrong gives no backup', async () => {
    await insertRandom(2);
    const damage = (): void => {
      const [partial] = readdirSync(disk);
      truncateSync(join(disk, partial ?? '', rig.db.databaseName, 'products.bson.gz'), 1_000);
    };
    await expect(
      backups.create({
        reason: 'a test',
        onProgress: (done, total) => {
          if (done === total) damage();
        },
      }),
    ).rejects.toMatchObject({ code: 'BACKUP_REFUSED' });
    expect(await readdir(disk)).toEqual([]);
  });
});

function fillUp(path: string): void {
  spawnSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=64k', `count=${TMPFS_BYTES / 1_000}`]);
}

function tryMount(): boolean {
  const probe = join(tmpdir(), `catalog-mount-${process.pid}`);
  const tried = spawnSync('sh', [
    '-c',
    'mkdir -p ' +
      (`'${probe}' && mount -t tmpfs -o size=1m tmpfs '${probe}' && umount '${probe}'; code=$?; rmdir ` +
        `'${probe}'; exit $code`),
  ]);
  return tried.status === 0;
}

const python =
  ['python3', 'python'].find(
    (command) => spawnSync(command, ['-c', 'import bson, bson.json_util, pymongo']).status === 0,
  ) ?? process.env.PYTHON_WITH_PYMONGO;
if (python === undefined)
  process.stderr.write(
    'The check of backups by an independent reader is skipped: no Python with PyMongo (pip install pymongo)\n',
  );

(python === undefined ? describe.skip : describe)('an independent reader', () => {
  it('finds the same documents and indexes in the files', async () => {
    await insertByWire(uri, rig.db.databaseName, 'products', oddDocuments());
    await rig.products.createIndex({ position: 1 }, { name: 'by-position' });
    const { id, documents } = await rig.backups.create({ reason: 'a test' });
    const read = spawnSync(python ?? '', ['test/support/read-backup.py', join(rig.folder, id)], { encoding: 'utf8' });
    expect(read.stderr).toBe('');
    expect(JSON.parse(read.stdout)).toEqual({
      documents,
      hashesMatch: true,
      collection: 'products',
      database: rig.db.databaseName,
      indexes: ['_id_', 'by-position'],
      firstFields: documents,
    });

    await cp(join(rig.folder, id), join(rig.folder, 'copy'), { recursive: true });
    await writeFile(join(rig.folder, 'copy', 'manifest.json'), '{}');
    expect(spawnSync(python ?? '', ['test/support/read-backup.py', join(rig.folder, 'copy')]).status).not.toBe(0);
  });

  it('finds the same changes in the journal, and the same chain of hashes', async () => {
    const kept = await openJournalRig({ database: rig.db.databaseName, folder: rig.folder });
    await rig.products.insertOne({ _id: 1 as unknown as mongo.ObjectId, padding: 'x'.repeat(500) });
    for (let turn = 0; turn < 2; turn += 1) {
      const keeper = kept.keeper();
      keeper.start();
      // What is written before the journal has begun is not in it.
      await eventually(
        'an owner of a journal that has begun',
        async () => (await rig.backups.journalNews())?.isKept === true && (await kept.journal.tail()) !== null,
      );
      await rig.products.updateOne({ _id: 1 as unknown as mongo.ObjectId }, { $inc: { n: 1 } });
      await keeper.stop();
    }
    await rig.products.deleteOne({ _id: 1 as unknown as mongo.ObjectId });
    const last = kept.keeper();
    last.start();
    await eventually(
      'the delete in the journal',
      async () =>
        ((await kept.journal.tail())?.frame.events ?? 0) > 0 && (await readdir(kept.journal.path)).length === 3,
    );
    await last.stop();
    await kept.client.close();
    const read = spawnSync(python ?? '', ['test/support/read-journal.py', kept.journal.path], { encoding: 'utf8' });
    expect(read.stderr).toBe('');
    expect(JSON.parse(read.stdout)).toMatchObject({ segments: 3, kinds: { update: 2, delete: 1 } });
    const [first] = await readdir(kept.journal.path);
    const bytes = await readFile(join(kept.journal.path, first ?? ''));
    bytes[bytes.length - 50]! ^= 1;
    await writeFile(join(kept.journal.path, first ?? ''), bytes);
    expect(spawnSync(python ?? '', ['test/support/read-journal.py', kept.journal.path]).status).not.toBe(0);
  });
});
