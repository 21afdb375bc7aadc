import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import request from 'supertest';
import { Backups } from '../../src/backup/backups.service.js';
import { BackupSpaceError } from '../../src/backup/backup-errors.js';
import type { Role } from '../../src/config/api-key.js';
import { eventually } from '../support/eventually.js';
import { type TestApp, startTestApp } from '../support/test-app.js';

let service: TestApp;
let folder: string;

const products = (): mongo.Collection => service.database.db.collection('products') as never;
const call = (method: 'get' | 'post' | 'delete', path: string, role: Role = 'admin', body?: object): request.Test => {
  const made = request(service.server)[method](`/api/admin${path}`).set('x-api-key', service.keys[role]);
  return body === undefined ? made : made.send(body);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-admin-backups-'));
  service = await startTestApp({ settings: { BACKUP_DIR: folder } });
});

beforeEach(async () => {
  await products().deleteMany({});
  await products().insertMany([{ name: 'Ring' }, { name: 'Hoop' }]);
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

/** Waits for background work and returns its result. */
async function ended(path: string): Promise<Record<string, unknown>> {
  return eventually(`an end of ${path}`, async () => {
    const { body } = await call('get', path).expect(200);
    return body.data.state !== 'running' && (body.data as Record<string, unknown>);
  });
}

async function backUp(reason = 'a test'): Promise<string> {
  const { body } = await call('post', '/backups', 'operator', { reason }).expect(202);
  expect(await ended(`/backups/${body.data.id}`)).toMatchObject({ state: 'done', documents: 2, reason });
  return body.data.id;
}

describe('backups by the admin API', () => {
  it('that a disk has no room for are 507, and stand in the audit log as refused', async () => {
    const backups = service.app.get(Backups, { strict: false });
    const { create } = backups;
    backups.create = () =>
      Promise.reject(new BackupSpaceError('The backup may need 9 MB, and 1 MB are free: make room'));
    try {
      const { body } = await call('post', '/backups', 'operator', { reason: 'a test' }).expect(507);
      expect(body).toMatchObject({ code: 'BACKUP_SPACE_MISSING', detail: expect.stringContaining('make room') });
    } finally {
      backups.create = create;
    }
    const { body } = await call('get', '/audit?limit=1').expect(200);
    expect(body.data.records).toMatchObject([{ kind: 'outcome', action: 'backup.create', outcome: 'refused' }]);
  });

  it('are made in the background, listed, looked at and verified', async () => {
    const id = await backUp();
    const second = await backUp('another one');
    const { body } = await call('get', '/backups?limit=1', 'viewer').expect(200);
    expect(body).toMatchObject({
      success: true,
      journal: null,
      nextBefore: second,
      data: [
        {
          id: second,
          state: 'done',
          bytes: expect.any(Number),
          clusterTime: expect.stringMatching(/^\d+:\d+$/),
          problem: null,
        },
      ],
    });
    expect((await call('get', `/backups?before=${second}`, 'viewer').expect(200)).body).toMatchObject({
      nextBefore: null,
      data: [{ id }],
    });
    expect((await call('post', `/backups/${id}/verify`, 'operator').expect(200)).body.data).toEqual({
      id,
      ok: true,
      reason: null,
      problem: null,
      documents: 2,
      restored: null,
    });
    expect(
      (await call('post', `/backups/${id}/verify`, 'operator', { byRestore: true }).expect(200)).body.data,
    ).toMatchObject({ ok: true, restored: { exact: true, documents: 2 } });

    await writeFile(join(folder, id, service.database.name, 'products.bson.gz'), 'x');
    expect((await call('post', `/backups/${id}/verify`, 'operator').expect(200)).body.data).toMatchObject({
      ok: false,
      reason: 'file-truncated',
      problem: expect.stringContaining('truncated'),
    });
    const refused = await call('post', `/backups/${id}/restore`, 'admin', { confirm: id }).expect(202);
    expect(await ended(`/restores/${refused.body.data.id}`)).toMatchObject({
      state: 'failed',
      error: { code: 'BACKUP_REFUSED' },
    });
    await call('delete', `/backups/${id}`, 'admin', { confirm: id }).expect(200);
    await call('get', `/backups/${id}`, 'viewer').expect(404);

    const last = await call('delete', `/backups/${second}`, 'admin', { confirm: second }).expect(409);
    expect(last.body).toMatchObject({
      code: 'LAST_BACKUP',
      detail: expect.stringContaining('create another one first'),
    });
  });

  it('are restored in place of the products, and what they replace is kept', async () => {
    const id = await backUp();
    await products().insertOne({ name: 'Later' });
    const { body } = await call('post', `/backups/${id}/restore`, 'admin', { confirm: id }).expect(202);
    expect(body.data).toMatchObject({ state: 'running', backupId: id, pointInTime: null, startedBy: 'admin' });
    const done = await ended(`/restores/${body.data.id}`);
    expect(done).toMatchObject({
      state: 'done',
      error: null,
      report: { documents: 2, exact: true, differences: { onlyReplaced: 1, onlyRestored: 0, changed: 0 } },
    });
    expect((await products().find().toArray()).map(({ name }) => name).sort()).toEqual(['Hoop', 'Ring']);
    expect(
      await service.database.db.collection(String((done['report'] as { kept: string }).kept)).countDocuments(),
    ).toBe(3);
    expect((await call('get', '/restores', 'viewer').expect(200)).body.data[0]).toMatchObject({ id: body.data.id });
    const audit = (await call('get', '/audit?limit=20', 'viewer')).body.data.records as {
      action: string;
      kind: string;
    }[];
    expect(audit.filter(({ kind }) => kind === 'intent').map(({ action }) => action)).toEqual(
      expect.arrayContaining(['backup.create', 'backup.restore', 'backup.verify', 'backup.delete']),
    );
  });

  it("and migrations keep out of each other's way", async () => {
    const id = await backUp();
    const { db } = service.database;
    await db.collection('catalog_migrations').insertOne({
      _id: 'run-x' as never,
      active: true,
      state: 'running',
      createdAt: new Date(0),
      epoch: 1,
      formatVersion: 99,
      work: { twin: null },
    });
    const refused = await call('post', `/backups/${id}/restore`, 'admin', { confirm: id, closeWayBack: true }).expect(
      409,
    );
    expect(refused.body).toMatchObject({ code: 'MIGRATION_ACTIVE', detail: expect.stringContaining('run-x') });

    await db.collection('catalog_migrations').updateOne({}, { $set: { state: 'completed' } });
    const open = await call('post', `/backups/${id}/restore`, 'admin', { confirm: id }).expect(409);
    expect(open.body).toMatchObject({
      code: 'WAY_BACK_OPEN',
      detail: expect.stringMatching(/run-x is completed, and a restore ends it.*closeWayBack/),
    });
    const { body } = await call('post', `/backups/${id}/restore`, 'admin', { confirm: id, closeWayBack: true }).expect(
      202,
    );
    expect(await ended(`/restores/${body.data.id}`)).toMatchObject({
      state: 'done',
      report: { endedMigration: 'run-x' },
    });
    expect(await db.collection('catalog_migrations').findOne({})).toMatchObject({
      state: 'aborted',
      epoch: 2,
      error: { code: 'PRODUCTS_RESTORED' },
    });
    await db.collection('catalog_migrations').deleteMany({});
    expect(
      (await call('get', '/restores')).body.data.filter(({ state }: { state: string }) => state === 'running'),
    ).toEqual([]);

    await db.collection('catalog_restores').insertOne({
      _id: 'restore-x' as never,
      active: true,
      leaseUntil: new Date(Date.now() + 3_600_000),
      createdAt: new Date(0),
    });
    expect((await call('post', '/migrations', 'operator', { strategy: 'blue-green' }).expect(409)).body).toMatchObject({
      code: 'RESTORE_ACTIVE',
      detail: expect.stringContaining('restore-x'),
    });
    expect((await call('post', `/backups/${id}/restore`, 'admin', { confirm: id }).expect(409)).body).toMatchObject({
      code: 'RESTORE_ACTIVE',
    });
    expect(await db.collection('catalog_migrations').countDocuments()).toBe(0);
    await db.collection('catalog_restores').deleteOne({ _id: 'restore-x' as never });
  });

  it('ask for the role, the confirmation and input that can be understood', async () => {
    const id = await backUp();
    await call('post', '/backups', 'viewer').expect(403);
    await call('post', `/backups/${id}/restore`, 'operator', { confirm: id }).expect(403);
    await call('delete', `/backups/${id}`, 'operator', { confirm: id }).expect(403);
    await call('post', `/backups/${id}/restore`, 'admin', {}).expect(422);
    await call('delete', `/backups/${id}`, 'admin', { confirm: 'x' }).expect(422);
    await call('post', `/backups/${id}/restore`, 'admin', { confirm: id, pointInTime: 'yesterday' }).expect(400);
    await call('post', `/backups/${id}/restore`, 'admin', { confirm: id, pointInTme: 'latest' }).expect(400);
    await call('post', '/backups', 'operator', { reason: '' }).expect(400);
    await call('get', '/backups?limit=101', 'viewer').expect(400);
    for (const unknown of ['products-backup-2026-01-01T00-00-00-000Z', '..%2fx', 'x']) {
      await call('get', `/backups/${unknown}`, 'viewer').expect(404);
      await call('post', `/backups/${unknown}/verify`, 'operator').expect(404);
      await call('post', `/backups/${unknown}/restore`, 'admin', { confirm: decodeURIComponent(unknown) }).expect(404);
      await call('delete', `/backups/${unknown}`, 'admin', { confirm: decodeURIComponent(unknown) }).expect(404);
    }
    await call('get', '/restores/restore-x', 'viewer').expect(404);
  });

  it('are restored where there are no products any more', async () => {
    const id = await backUp();
    await products().drop();
    const { body } = await call('post', `/backups/${id}/restore`, 'admin', { confirm: id }).expect(202);
    expect(await ended(`/restores/${body.data.id}`)).toMatchObject({
      state: 'done',
      report: { documents: 2, kept: null, writePauseMs: null, differences: null },
    });
    expect(await products().countDocuments()).toBe(2);
  });

  it("are refused where they can't begin", async () => {
    await products().drop();
    expect((await call('post', '/backups', 'operator').expect(404)).body.detail).toContain('load products first');
    expect(
      (await call('get', '/backups', 'viewer')).body.data.every(({ state }: { state: string }) => state === 'done'),
    ).toBe(true);
  });

  it('count as running until another one can be started', async () => {
    const backups = service.app.get(Backups, { strict: false });
    const { create } = backups;
    backups.create = async (options) => {
      const made = await create.call(backups, options);
      await sleep(300);
      return made;
    };
    try {
      const first = await backUp();
      expect(await backUp()).not.toBe(first);
    } finally {
      backups.create = create;
    }
  });
});
