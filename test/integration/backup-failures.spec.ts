import { execFileSync, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { Backups } from '../../src/backup/backups.service.js';
import { Settings } from '../../src/config/settings.js';
import { withSettings } from '../../src/config/with-settings.js';
import type { Collections } from '../../src/storage/collections.js';
import { type BackupRig, openBackupRig } from '../support/backup-rig.js';
import { startChild } from '../support/child-service.js';
import { insertByWire, oddDocuments } from '../support/raw-documents.js';

const uri = process.env.TEST_MONGODB_URI ?? '';
const TMPFS_BYTES = 8_000_000;
let rig: BackupRig;

beforeEach(async () => {
  rig = await openBackupRig();
});

afterEach(() => rig.close());

/** Documents that cannot be packed. */
async function insertRandom(megabytes: number): Promise<void> {
  await rig.products.insertMany(Array.from({ length: megabytes * 10 }, () => ({ bytes: new mongo.Binary(randomBytes(100_000)) })));
}

describe('a process that is killed while it makes a backup', () => {
  it('leaves older backups whole and nothing that looks like one; the next backup clears up', async () => {
    await insertRandom(20);
    const older = await rig.backups.create({ reason: 'older' });
    const child = startChild('test/support/backup-process.ts', { TEST_MONGODB_URI: uri, TEST_DATABASE: rig.db.databaseName, TEST_FOLDER: rig.folder });
    await child.seen(/backed up \d+\n/);
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
    const child = startChild('test/support/backup-process.ts', { TEST_MONGODB_URI: uri, TEST_DATABASE: rig.db.databaseName, TEST_FOLDER: rig.folder });
    await child.seen(/backed up \d+\n/);
    await rig.backups.create({ reason: 'meanwhile' });
    expect(await child.ended).toBe(0);
    expect(await rig.backups.list()).toHaveLength(2);
    for (const { id } of await rig.backups.list()) expect(await rig.backups.verify(id)).toMatchObject({ ok: true });
  }, 120_000);
});

const canMount = process.platform === 'linux' && tryMount();
if (!canMount) process.stderr.write('Tests of a full disk are skipped: a tmpfs can\'t be mounted here (that takes root)\n');

(canMount ? describe : describe.skip)('a disk without room', () => {
  let disk: string;
  let backups: Backups;

  beforeEach(async () => {
    disk = await mkdtemp(join(tmpdir(), 'catalog-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${TMPFS_BYTES}`, 'tmpfs', disk]);
    backups = new Backups({ client: rig.client, db: rig.db } as Collections, withSettings(new Settings(), { BACKUP_DIR: disk, MONGODB_DATABASE: rig.db.databaseName }));
  });

  afterEach(async () => {
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true });
  });

  it('is noticed before anything is written', async () => {
    await insertRandom(20);
    await expect(backups.create({ reason: 'a test' })).rejects.toMatchObject({ code: 'BACKUP_SPACE_MISSING', message: expect.stringMatching(/may need 2\d\.\d MB .* and [78]\.\d MB are free: make room/) });
    expect(await readdir(disk)).toEqual([]);
  });

  it('is noticed while it fills up: the unfinished backup goes, older ones stay', async () => {
    await insertRandom(2);
    const older = await backups.create({ reason: 'older' });
    await expect(backups.create({ reason: 'a test', onProgress: () => { fillUp(join(disk, 'filler')); } })).rejects.toMatchObject({ code: 'BACKUP_SPACE_MISSING', message: expect.stringContaining('is full') });
    expect(await readdir(disk)).toEqual(['filler', older.id]);
    expect(await backups.verify(older.id)).toMatchObject({ ok: true });
    await rm(join(disk, 'filler'));
    expect(await backups.verify((await backups.create({ reason: 'again' })).id)).toMatchObject({ ok: true });
  });

  it('for what is read back wrong gives no backup', async () => {
    await insertRandom(2);
    const damage = async (): Promise<void> => {
      const [partial] = await readdir(disk);
      await truncate(join(disk, partial ?? '', rig.db.databaseName, 'products.bson.gz'), 1_000);
    };
    let damaged: Promise<void> = Promise.resolve();
    await expect(backups.create({ reason: 'a test', onProgress: (done, total) => { if (done === total) damaged = damage(); } })).rejects.toMatchObject({ code: 'BACKUP_REFUSED' });
    await damaged;
    expect(await readdir(disk)).toEqual([]);
  });
});

function fillUp(path: string): void {
  spawnSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=64k', `count=${TMPFS_BYTES / 1_000}`]);
}

function tryMount(): boolean {
  const probe = join(tmpdir(), `catalog-mount-${process.pid}`);
  const tried = spawnSync('sh', ['-c', `mkdir -p '${probe}' && mount -t tmpfs -o size=1m tmpfs '${probe}' && umount '${probe}'; code=$?; rmdir '${probe}'; exit $code`]);
  return tried.status === 0;
}

const python = ['python3', 'python'].find((command) => spawnSync(command, ['-c', 'import bson, bson.json_util, pymongo']).status === 0) ?? process.env.PYTHON_WITH_PYMONGO;
if (python === undefined) process.stderr.write('The check of backups by an independent reader is skipped: no Python with PyMongo (pip install pymongo)\n');

(python === undefined ? describe.skip : describe)('an independent reader', () => {
  it('finds the same documents and indexes in the files', async () => {
    await insertByWire(uri, rig.db.databaseName, 'products', oddDocuments());
    await rig.products.createIndex({ position: 1 }, { name: 'by-position' });
    const { id, documents } = await rig.backups.create({ reason: 'a test' });
    const read = spawnSync(python ?? '', ['test/support/read-backup.py', join(rig.folder, id)], { encoding: 'utf8' });
    expect(read.stderr).toBe('');
    expect(JSON.parse(read.stdout)).toEqual({ documents, hashesMatch: true, collection: 'products', database: rig.db.databaseName, indexes: ['_id_', 'by-position'], firstFields: documents });

    await cp(join(rig.folder, id), join(rig.folder, 'copy'), { recursive: true });
    await writeFile(join(rig.folder, 'copy', 'manifest.json'), '{}');
    expect(spawnSync(python ?? '', ['test/support/read-backup.py', join(rig.folder, 'copy')]).status).not.toBe(0);
  });
});
