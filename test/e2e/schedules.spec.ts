import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import type { Role } from '../../src/config/api-key.js';
import { loadDemoData } from '../../packages/demo-products/load-demo-data.js';
import { BuildAtStart } from '../../src/indexes/build-at-start.js';
import { PerformanceCheck } from '../../src/schedules/jobs/performance-check.js';
import { SCHEDULES } from '../../src/schedules/schedules.js';
import { awayFromMidnight } from '../support/away-from-midnight.js';
import { eventually } from '../support/eventually.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BASE = '/api/admin/schedules';

let rig: TestApp;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-schedules-'));
  rig = await startTestApp({
    settings: {
      BACKUP_DIR: join(folder, 'backups'),
      REPORT_DIR: join(folder, 'reports'),
      SCHEDULES_TIME_ZONE: 'Europe/Berlin',
    },
    prepare: async ({ db }) => {
      await loadDemoData(db.collection('products'));
    },
  });
  await rig.app.get(BuildAtStart, { strict: false }).whenDone();
  Object.assign(rig.app.get(PerformanceCheck, { strict: false }), { pauseMs: 1 });
});

afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

const as = (role: Role, method: 'get' | 'post', path: string): request.Test =>
  request(rig.server)[method](path).set('x-api-key', rig.keys[role]);

/** Runs a schedule and returns its run. */
async function runOf(name: string): Promise<Record<string, unknown>> {
  await as('operator', 'post', `${BASE}/${name}/run`).send({}).expect(202);
  return eventually(`an end of ${name}`, async () => {
    const { body } = await as('viewer', 'get', `${BASE}/${name}`).expect(200);
    return body.data.running === null && (body.data.lastRun as Record<string, unknown> | null);
  });
}

describe('the list of schedules', () => {
  it('shows when each is due next and how the last run went', async () => {
    const asked = Date.now();
    const { body } = await as('viewer', 'get', BASE).expect(200);

    expect(body.data.map(({ name }: { name: string }) => name)).toEqual(SCHEDULES.map(({ name }) => name));
    expect(body.data[0]).toEqual({
      name: 'performance-check',
      title: expect.any(String),
      cron: '0 1 * * *',
      timeZone: 'Europe/Berlin',
      enabled: false,
      waits: null,
      waitingFor: null,
      running: null,
      lastRun: null,
      nextRun: expect.stringMatching(/T(23|00):00:00.000Z$/),
    });
    for (const { nextRun } of body.data as { nextRun: string }[]) expect(Date.parse(nextRun)).toBeGreaterThan(asked);
  });

  it.each([
    ['viewer', 403],
    ['operator', 202],
  ] as const)('lets a %s begin a run: %d', async (role, status) => {
    await as(role, 'post', `${BASE}/index-usage/run`).send({}).expect(status);
  });

  it('does not know others', async () => {
    const { body } = await as('viewer', 'get', `${BASE}/weekly`).expect(404);
    expect(body.detail).toContain('there are performance-check');
    await as('operator', 'post', `${BASE}/weekly/run`).send({}).expect(404);
    await as('operator', 'post', `${BASE}/index-usage/run`).send({ when: 'now' }).expect(400);
    await as('viewer', 'get', `${BASE}?page=2`).expect(400);
  });
});

describe('a run', () => {
  it('of the performance check compares every query class with its limit, in the requester’s name', async () => {
    expect(await runOf('performance-check')).toMatchObject({
      trigger: 'asked',
      by: 'operator',
      due: null,
      attempt: 1,
      outcome: expect.stringMatching(/^(done|attention)$/),
      error: null,
      detail: {
        documents: 75,
        classes: expect.arrayContaining([
          expect.objectContaining({ name: 'product-by-id', limitMs: 300, usesIndex: true }),
        ]),
      },
    });
    const audit = await rig.database.db
      .collection('catalog_audit')
      .find({ action: 'schedule.run', target: 'performance-check' })
      .toArray();
    expect(audit).toEqual([
      expect.objectContaining({ kind: 'intent', actor: expect.objectContaining({ name: 'operator' }) }),
      expect.objectContaining({ kind: 'outcome', outcome: 'done' }),
    ]);
  });

  it('of the full audit looks at everything, and misses a backup before there is one', async () => {
    expect(await runOf('full-audit')).toMatchObject({
      outcome: 'attention',
      attention: ['There is no restorable backup: catalog backup create'],
      detail: { products: { total: 75, mappable: 75 }, 'way-back': { compared: 0 }, 'audit-log': { ok: true } },
    });
    const { detail } = await runOf('full-backup');
    expect(detail).toMatchObject({ documents: 75, id: expect.stringMatching(/^products-backup-/) });
    expect(await runOf('full-audit')).toMatchObject({
      outcome: 'done',
      detail: { 'newest-backup': { documents: 75, exact: true } },
    });
  });

  it('of the indexes counts their use, and reviews them into the report', async () => {
    expect(await runOf('index-usage')).toMatchObject({
      error: null,
      detail: { usage: expect.arrayContaining([expect.objectContaining({ name: '_id_' })]) },
    });
    expect(await runOf('index-review')).toMatchObject({
      error: null,
      detail: {
        verdict: expect.stringMatching(/^(passed|failed)$/),
        report: expect.stringContaining('index-optimization-report.json'),
      },
    });
  });

  it('of the retention keeps what is not past it', async () => {
    const runs = rig.database.db.collection<{
      _id: string;
      state: string;
      createdAt: Date;
      finishedAt: Date;
      epoch: number;
    }>('catalog_migrations');
    const old = new Date(Date.now() - 60 * 86_400_000);
    await runs.insertMany(
      Array.from({ length: 25 }, (_, epoch) => ({
        _id: `run-${epoch}`,
        state: 'aborted',
        createdAt: new Date(old.getTime() + epoch),
        finishedAt: epoch === 3 ? new Date() : old,
        epoch,
      })),
    );
    expect(await runOf('retention')).toMatchObject({ outcome: 'done', detail: { runs: 4 } });
    expect(await runs.countDocuments()).toBe(21);
    await runs.deleteMany({});
  });
});

describe('capacity', () => {
  beforeAll(awayFromMidnight);

  it('tells what it does not know yet', async () => {
    const { body } = await as('viewer', 'get', '/api/admin/capacity').expect(200);
    expect(body.data).toMatchObject({ latest: null, snapshots: 0, since: null, history: [] });
    expect(body.data.thresholds[0]).toMatchObject({ name: 'products-10000', state: 'unknown' });
  });

  it('is noted once a day, by version, and grows', async () => {
    await runOf('capacity-snapshot');
    await rig.database.db.collection('products').deleteOne({});
    await runOf('capacity-snapshot');

    const { body } = await as('viewer', 'get', '/api/admin/capacity?days=10').expect(200);
    const { latest, history, growth, thresholds } = body.data;
    expect(history).toEqual([latest]);
    expect(latest).toMatchObject({
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      products: { total: 74, other: 0 },
      bytes: { averageDocument: expect.any(Number) },
      disk: { total: expect.any(Number), used: expect.any(Number) },
      oplog: { windowSeconds: expect.any(Number) },
    });
    const { byVersion } = latest.products as { byVersion: Record<string, number> };
    expect(Object.values(byVersion).reduce((sum, count) => sum + count, 0)).toBe(74);
    expect(latest.queries).toContainEqual(
      expect.objectContaining({ name: 'product-by-id', probeP95Ms: expect.any(Number) }),
    );
    expect(growth[0]).toMatchObject({
      name: 'products',
      present: 74,
      perMonth: null,
      text: 'Not known yet: 0 of 14 days',
    });
    expect(thresholds[0]).toMatchObject({ state: 'too-early', advice: expect.any(String) });
  });

  it('tells when a threshold is reached from thirty days of it', async () => {
    const snapshots = rig.database.db.collection<{ _id: string; [field: string]: unknown }>('catalog_capacity');
    const [today] = await snapshots.find().toArray();
    if (today === undefined) throw new Error('There is no snapshot');
    const days = Array.from({ length: 30 }, (_, ago) =>
      new Date(Date.now() - (ago + 1) * 86_400_000).toISOString().slice(0, 10),
    );
    await snapshots.insertMany(
      days.map((day, ago) => ({ ...today, _id: day, products: { total: 9_000 - 20 * ago, byVersion: {}, other: 0 } })),
    );
    await snapshots.updateOne({ _id: today._id }, { $set: { 'products.total': 9_020 } });

    const { body } = await as('viewer', 'get', '/api/admin/capacity?days=5').expect(200);
    expect(body.data.history).toHaveLength(5);
    expect(body.data.growth[0]).toMatchObject({ perMonth: expect.closeTo(20 * 30.44, 3), text: 'Grows' });
    expect(body.data.thresholds[0]).toMatchObject({
      state: 'expected',
      at: expect.any(String),
      latest: expect.any(String),
    });
  });

  it.each(['0', '732', 'x'])('refuses %s days', async (days) => {
    await as('viewer', 'get', `/api/admin/capacity?days=${days}`).expect(400);
  });
});
