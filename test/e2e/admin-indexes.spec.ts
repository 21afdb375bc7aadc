import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import type { Role } from '../../src/config/api-key.js';
import { loadDemoData } from '../../packages/demo-products/load-demo-data.js';
import { BuildAtStart } from '../../src/indexes/build-at-start.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BASE = '/api/admin/indexes';

let rig: TestApp;
beforeAll(async () => {
  rig = await startTestApp({
    prepare: async ({ db }) => {
      await loadDemoData(db.collection('products'));
    },
  });
  await rig.app.get(BuildAtStart, { strict: false }).whenDone();
  await rig.database.db.collection('products').createIndex({ 'seo.metaTitle': 1 }, { name: 'mine' });
});
afterAll(() => rig.close());

const as = (role: Role, method: 'get' | 'post' | 'delete', path: string): request.Test =>
  request(rig.server)[method](path).set('x-api-key', rig.keys[role]);
const find = async (name: string): Promise<Record<string, unknown>> => {
  const { body } = await as('viewer', 'get', BASE).expect(200);
  return (body.data.indexes as Record<string, unknown>[]).find((index) => index['name'] === name) ?? {};
};
/** The last two records of commands; rejected calls may be recorded later, at any time. */
const audited = async (): Promise<string[]> => {
  const { body } = await as('viewer', 'get', '/api/admin/audit?limit=20').expect(200);
  return (body.data.records as { kind: string; action: string; target: string; outcome?: string }[])
    .filter(({ action }) => action !== 'access.refused')
    .slice(0, 2)
    .map(({ kind, action, target, outcome }) => [kind, action, target, outcome ?? ''].join(' '));
};

describe('the list', () => {
  it('shows the purpose, state and usage of every index', async () => {
    expect(await find('v2_stone_carat_desc')).toEqual({
      name: 'v2_stone_carat_desc',
      state: 'ready',
      declared: true,
      hidden: false,
      key: { 'materialSpecs.stone.type': 1, 'materialSpecs.stone.carat': -1, _id: 1 },
      partialFilterExpression: { schemaVersion: 2 },
      serves: { classes: [], query: expect.any(String), reader: 'others' },
      differences: [],
      bytes: expect.any(Number),
      operations: 0,
      countedSince: expect.stringMatching(/Z$/),
      dropAfter: null,
    });
    expect(await find('all_text')).toMatchObject({
      state: 'on-request',
      bytes: null,
      operations: null,
      key: { name: 'text' },
    });
    const { body } = await as('viewer', 'get', BASE).expect(200);
    expect(body).toMatchObject({
      success: true,
      data: { documents: 75, mostIndexes: 64, members: [expect.any(String)] },
    });
    expect(body.data.advice).toContainEqual({
      kind: 'unused',
      severity: 'info',
      index: 'mine',
      text: expect.stringContaining('too few to judge'),
    });
  });

  it('refuses a parameter that it does not know', async () => {
    const { body } = await as('viewer', 'get', `${BASE}?unused=true`).expect(400);
    expect(body.errors[0].parameter).toBe('unused');
  });
});

describe('who may do what', () => {
  it.each([
    ['viewer', 'post', '/sync', 403],
    ['viewer', 'post', '/analyze', 403],
    ['viewer', 'post', '/mine/unhide', 403],
    ['operator', 'delete', '/mine', 403],
    ['viewer', 'get', '', 200],
  ] as const)('a %s may %s %s: %d', async (role, method, path, status) => {
    expect((await as(role, method, `${BASE}${path}`)).status).toBe(status);
  });

  it('nobody without a key', async () => {
    await request(rig.server).get(BASE).expect(401);
  });
});

describe('building', () => {
  it('builds what was dropped and says so, once in the audit log', async () => {
    await rig.database.db.collection('products').dropIndex('v1_slug');
    expect((await find('v1_slug'))['state']).toBe('missing');
    const { body } = await as('operator', 'post', `${BASE}/sync`).send({}).expect(200);
    expect(body.data).toMatchObject({ built: ['v1_slug'], refused: [], now: { documents: 75 } });
    expect((await find('v1_slug'))['state']).toBe('ready');
    expect(await audited()).toEqual(['outcome indexes.sync products done', 'intent indexes.sync products ']);
  });

  it.each([
    [{ also: ['no_such'] }, 'also'],
    [{ also: 'all_text' }, 'also'],
    [{ all: true }, 'all'],
  ])('refuses %j', async (sent, parameter) => {
    const { body } = await as('operator', 'post', `${BASE}/sync`).send(sent).expect(400);
    expect(body.errors[0].parameter).toBe(parameter);
  });
});

describe('the analysis', () => {
  it('shows plan, keys, documents and time of every query class, and is kept as a report', async () => {
    const { body } = await as('operator', 'post', `${BASE}/analyze`).send({}).expect(200);
    const { classes } = body.data.analysis as { classes: Record<string, unknown>[] };
    expect(classes.map(({ name }) => name)).toEqual(['product-by-id', 'product-by-slug']);
    for (const one of classes) {
      expect(one).toMatchObject({
        collectionScan: false,
        plans: expect.arrayContaining([expect.stringContaining('SCAN')]),
        keysExamined: expect.any(Number),
        docsExamined: expect.any(Number),
        p95: expect.any(Number),
        limitMs: expect.any(Number),
      });
    }
    const { body: report } = await as('viewer', 'get', '/api/admin/reports/index-optimization-report.json').expect(200);
    expect(report.data).toEqual(body.data);
  });
});

describe('removing', () => {
  it.each([
    ['mine', {}, 422],
    ['mine', { confirm: 'yours' }, 422],
    ['mine', { confirm: 'mine', graceDays: -1 }, 400],
    ['mine', { confirm: 'mine', force: 'yes' }, 400],
    ['yours', { confirm: 'yours' }, 404],
    ['_id_', { confirm: '_id_', force: true }, 409],
    ['v1_slug', { confirm: 'v1_slug' }, 409],
  ])('%s by %j: %d', async (name, sent, status) => {
    expect((await as('admin', 'delete', `${BASE}/${name}`).send(sent)).status).toBe(status);
  });

  it('hides first, takes it back, hides again and then drops', async () => {
    const hidden = await as('admin', 'delete', `${BASE}/mine`).send({ confirm: 'mine' }).expect(200);
    expect(hidden.body.data).toEqual({
      name: 'mine',
      state: 'hidden',
      hiddenAt: expect.any(String),
      dropAfter: expect.any(String),
    });
    expect(await find('mine')).toMatchObject({
      state: 'hidden',
      declared: false,
      dropAfter: hidden.body.data.dropAfter,
    });
    await as('operator', 'post', `${BASE}/mine/unhide`).send({}).expect(200);
    expect(await find('mine')).toMatchObject({ state: 'ready', dropAfter: null });

    const send = { confirm: 'mine', graceDays: 0 };
    expect((await as('admin', 'delete', `${BASE}/mine`).send(send).expect(200)).body.data.state).toBe('hidden');
    expect((await as('admin', 'delete', `${BASE}/mine`).send(send).expect(200)).body.data).toEqual({
      name: 'mine',
      state: 'dropped',
      hiddenAt: null,
      dropAfter: null,
    });
    expect(await audited()).toEqual(['outcome index.remove mine done', 'intent index.remove mine ']);
    expect(await find('mine')).toEqual({});
  });
});
