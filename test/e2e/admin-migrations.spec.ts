import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Binary, BSON, ObjectId } from 'mongodb';
import request from 'supertest';

import { ROLES, type Role } from '../../src/config/api-key.js';
import { PHASE_NAMES, type RunState } from '../../src/batch-migration/run/migration-run.js';
import { writeReport } from '../../src/reports/report-writer.js';
import { eventually } from '../support/eventually.js';
import { type AdminApp, startAdminApp } from '../support/admin-app.js';

const BASE = '/api/admin/migrations';
const WORDS = ['pause', 'resume', 'abort', 'switch', 'rollback', 'cleanup'] as const;

let rig: AdminApp;

beforeAll(async () => {
  rig = await startAdminApp();
});

afterAll(async () => {
  await rig.close();
});

beforeEach(async () => {
  await Promise.all(
    ['catalog_migrations', 'catalog_quarantine', 'products'].map((name) =>
      rig.database.db.collection(name).deleteMany({}),
    ),
  );
});

const as = (role: Role, method: 'get' | 'post', path: string): request.Test =>
  request(rig.server)[method](path).set('x-api-key', rig.keys[role]);
const runs = () => rig.database.db.collection<{ _id: string; [field: string]: unknown }>('catalog_migrations');

async function startRun(state: RunState = 'running'): Promise<string> {
  const { body } = await as('operator', 'post', BASE).send({ strategy: 'blue-green' }).expect(202);
  await change(body.data.id, { state });
  return body.data.id;
}

async function change(id: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  await runs().updateOne({ _id: id }, { $set: fields });
}

async function auditOf(action: string): Promise<Record<string, unknown>[]> {
  return rig.database.db.collection('catalog_audit').find({ action }).sort({ _id: -1 }).limit(2).toArray();
}

describe('a start', () => {
  it('returns the run in the form of the contract, and starts driving it', async () => {
    const { body } = await as('operator', 'post', BASE)
      .send({ strategy: 'blue-green', manualSwitch: true, throttle: { maxDocumentsPerSecond: 500 } })
      .expect(202);

    expect(body).toEqual({
      success: true,
      data: {
        id: expect.stringMatching(/^run-/),
        strategy: 'blue-green',
        state: 'running',
        stateSince: expect.any(String),
        phase: null,
        phases: PHASE_NAMES.map((name) => ({
          name,
          state: 'pending',
          startedAt: null,
          finishedAt: null,
          detail: null,
        })),
        counts: { total: 0, migrated: 0, quarantined: 0 },
        ratePerSecond: null,
        etaSeconds: null,
        throttledBy: null,
        writePauseMs: null,
        error: null,
        stillLatest: null,
        rollbackUntil: null,
        options: { manualSwitch: true, maxDocumentsPerSecond: 500, acceptBlockers: false },
        startedBy: 'operator',
        owner: 'test-instance',
        epoch: expect.any(Number),
        createdAt: expect.any(String),
        finishedAt: null,
        request: null,
        outsideWriters: {},
        backlog: null,
        switch: null,
      },
    });
    expect(rig.supervisor.driven.at(-1)?._id).toBe(body.data.id);
    expect(await auditOf('migration.start')).toEqual([
      expect.objectContaining({ kind: 'outcome', outcome: 'done' }),
      expect.objectContaining({
        kind: 'intent',
        actor: expect.objectContaining({ name: 'operator', via: 'api' }),
        params: expect.objectContaining({ strategy: 'blue-green' }),
      }),
    ]);
  });

  it('is refused while another run is not over', async () => {
    const id = await startRun();

    const { body } = await as('operator', 'post', BASE).send({ strategy: 'in-place' }).expect(409);

    expect(body).toMatchObject({ success: false, code: 'MIGRATION_ACTIVE', detail: expect.stringContaining(id) });
    expect(await runs().countDocuments()).toBe(1);
  });

  it.each([
    { sent: {}, parameters: ['strategy'] },
    { sent: { strategy: 'blue' }, parameters: ['strategy'] },
    { sent: { strategy: ['in-place'] }, parameters: ['strategy'] },
    { sent: { strategy: 'in-place', manualSwitch: 'yes' }, parameters: ['manualSwitch'] },
    { sent: { strategy: 'in-place', manualswitch: true }, parameters: ['manualswitch'] },
    {
      sent: { strategy: 'in-place', throttle: { maxDocumentsPerSecond: 0 } },
      parameters: ['throttle.maxDocumentsPerSecond'],
    },
    {
      sent: { strategy: 'in-place', throttle: { maxDocumentsPerSecond: '5' } },
      parameters: ['throttle.maxDocumentsPerSecond'],
    },
    { sent: { strategy: 'in-place', throttle: { rate: 5 } }, parameters: ['throttle.rate'] },
    { sent: { strategy: 'in-place', throttle: 5 }, parameters: ['throttle'] },
    { sent: { acceptBlockers: 1, extra: null }, parameters: ['extra', 'strategy', 'acceptBlockers'] },
    { sent: [], parameters: ['body'] },
  ])('with $sent names $parameters', async ({ sent, parameters }) => {
    const { body } = await as('operator', 'post', BASE).send(sent).expect(400);

    expect(body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual(parameters);
    expect(await runs().countDocuments()).toBe(0);
  });
});

describe('runs', () => {
  it('are listed, latest first, and returned one by one', async () => {
    const first = await startRun();
    await runs().updateOne({ _id: first }, { $set: { state: 'aborted' }, $unset: { active: '' } });
    const second = await startRun('paused');

    const { body } = await as('viewer', 'get', BASE).expect(200);
    expect(body.data.map(({ id, state }: { id: string; state: string }) => [id, state])).toEqual([
      [second, 'paused'],
      [first, 'aborted'],
    ]);
    const one = await as('viewer', 'get', `${BASE}/${first}`).expect(200);
    expect(one.body.data).toMatchObject({ id: first, state: 'aborted' });
    expect(one.body.data).not.toHaveProperty('work');
  });

  it('are not filtered by unknown parameters', () => as('viewer', 'get', `${BASE}?state=paused`).expect(400));

  it.each(['', '/events', '/report'])('that do not exist are a 404%s', async (suffix) => {
    const { body } = await as('viewer', 'get', `${BASE}/run-nowhere${suffix}`).expect(404);
    expect(body.code).toBe('NOT_FOUND');
  });

  it.each(WORDS)('that do not exist take no %s', (word) =>
    as('admin', 'post', `${BASE}/run-nowhere/${word}`)
      .send(['pause', 'resume', 'abort'].includes(word) ? {} : { confirm: 'run-nowhere' })
      .expect(404),
  );
});

describe('words', () => {
  it.each([
    { word: 'pause', role: 'operator', state: 'running', body: undefined },
    { word: 'resume', role: 'operator', state: 'paused', body: {} },
    { word: 'abort', role: 'operator', state: 'waiting-for-switch', body: {} },
    { word: 'switch', role: 'admin', state: 'waiting-for-switch', body: { confirm: true } },
    { word: 'rollback', role: 'admin', state: 'completed', body: { confirm: true, emergency: true } },
    { word: 'cleanup', role: 'admin', state: 'completed', body: { confirm: true } },
  ] as const)('$word is left for a run that is $state', async ({ word, role, state, body }) => {
    const id = await startRun(state);
    const sent = body !== undefined && 'confirm' in body ? { ...body, confirm: id } : body;

    const answer = await as(role, 'post', `${BASE}/${id}/${word}`).send(sent).expect(202);

    expect(answer.body.data.request).toEqual({
      kind: word,
      by: role,
      at: expect.any(String),
      ...(word === 'rollback' ? { emergency: true } : {}),
    });
    expect((await auditOf(`migration.${word}`))[1]).toMatchObject({ target: id, actor: { name: role } });
  });

  it.each(WORDS)('%s is refused where the state does not take it', async (word) => {
    const id = await startRun('rolling-back');

    const { body } = await as('admin', 'post', `${BASE}/${id}/${word}`)
      .send(['pause', 'resume', 'abort'].includes(word) ? {} : { confirm: id })
      .expect(409);

    expect(body).toMatchObject({ code: 'RUN_STATE', detail: expect.stringContaining('rolling-back') });
    expect((await auditOf(`migration.${word}`))[0]).toMatchObject({ kind: 'outcome', outcome: 'refused' });
  });

  it.each(['switch', 'rollback', 'cleanup'])("%s needs the run's id once more", async (word) => {
    const id = await startRun(word === 'switch' ? 'waiting-for-switch' : 'completed');
    for (const sent of [undefined, {}, { confirm: 'products' }, { confirm: null }, { confirm: [id] }]) {
      await as('admin', 'post', `${BASE}/${id}/${word}`).send(sent).expect(422);
    }
    expect((await runs().findOne({ _id: id }))?.request).toBeNull();
  });

  it.each(WORDS)('%s takes no field that it does not know', async (word) => {
    const id = await startRun();
    const { body } = await as('admin', 'post', `${BASE}/${id}/${word}`).send({ confirm: id, force: true }).expect(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ parameter: 'force' }));
  });
});

describe('access', () => {
  const routes = [
    { method: 'get', path: BASE, least: 'viewer', opens: 200 },
    { method: 'get', path: `${BASE}/:id`, least: 'viewer', opens: 200 },
    { method: 'get', path: `${BASE}/:id/report`, least: 'viewer', opens: 404 },
    { method: 'get', path: '/api/admin/quarantine', least: 'viewer', opens: 200 },
    { method: 'get', path: '/api/admin/reports', least: 'viewer', opens: 200 },
    { method: 'get', path: '/api/admin/reports/migration-final-report.json', least: 'viewer', opens: 404 },
    { method: 'post', path: BASE, least: 'operator', opens: 400 },
    { method: 'post', path: `${BASE}/validate`, least: 'operator', opens: 200 },
    { method: 'post', path: `${BASE}/verify`, least: 'operator', opens: 200 },
    { method: 'post', path: `${BASE}/:id/pause`, least: 'operator', opens: 409 },
    { method: 'post', path: `${BASE}/:id/resume`, least: 'operator', opens: 409 },
    { method: 'post', path: `${BASE}/:id/abort`, least: 'operator', opens: 409 },
    { method: 'post', path: '/api/admin/quarantine/x/retry', least: 'operator', opens: 404 },
    { method: 'post', path: `${BASE}/:id/switch`, least: 'admin', opens: 422 },
    { method: 'post', path: `${BASE}/:id/rollback`, least: 'admin', opens: 422 },
    { method: 'post', path: `${BASE}/:id/cleanup`, least: 'admin', opens: 422 },
  ] as const;

  it.each(routes)('$method $path is for $least and above', async ({ method, path, least, opens }) => {
    const at = path.replace(':id', await startRun('rolling-back'));

    await request(rig.server)[method](at).expect(401);
    for (const role of ROLES) {
      const { status } = await as(role, method, at);
      expect([role, status]).toEqual([role, ROLES.indexOf(role) >= ROLES.indexOf(least) ? opens : 403]);
    }
  });
});

describe('checks', () => {
  it('answers and writes the pre-flight report', async () => {
    rig.checks.preflight = ({ performanceOnly }) =>
      Promise.resolve({ ready: false, reasons: [`performance only: ${String(performanceOnly)}`] });

    const { body } = await as('operator', 'post', `${BASE}/validate`).send({ performanceOnly: true }).expect(200);

    expect(body.data).toEqual({ ready: false, reasons: ['performance only: true'] });
    const report = await as('viewer', 'get', '/api/admin/reports/pre-migration-validation-report.json').expect(200);
    expect(report.body.data).toEqual(body.data);
    const list = await as('viewer', 'get', '/api/admin/reports').expect(200);
    expect(list.body.data).toContainEqual({
      name: 'pre-migration-validation-report.json',
      bytes: expect.any(Number),
      writtenAt: expect.any(String),
    });
  });

  it('does one at a time', async () => {
    let finish = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      rig.checks.integrity = () =>
        new Promise((done) => {
          finish = () => {
            done({ runId: 'run-1', verdict: 'passed', compared: 3, mismatchCount: 0, mismatches: [] });
          };
          resolve();
        });
    });
    const first = as('operator', 'post', `${BASE}/verify`).then(({ status }) => status);
    await begun;

    await as('operator', 'post', `${BASE}/verify`).expect(409);

    finish();
    expect(await first).toBe(200);
  });

  it('stops when the client goes away', async () => {
    const client = new AbortController();
    const stopped = new Promise<void>((resolve) => {
      rig.checks.preflight = ({ signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            resolve();
            reject(new Error('stopped'));
          });
          client.abort();
        });
    });
    const { port } = await listening();

    const answer = fetch(`http://127.0.0.1:${port}${BASE}/validate`, {
      method: 'POST',
      headers: { 'x-api-key': rig.keys.operator },
      signal: client.signal,
    }).catch(() => 'gone');

    expect(await answer).toBe('gone');
    await stopped;
  });

  it('lists the reports of a run and of no other', async () => {
    const id = await startRun('completed');
    await as('viewer', 'get', `${BASE}/${id}/report`).expect(404);
    await writeReport(rig.reportDir, 'migration-failure-report.json', { runId: 'run-other' });
    await writeReport(rig.reportDir, 'migration-final-report.json', { runId: id, migrated: 75 });

    const { body } = await as('viewer', 'get', `${BASE}/${id}/report`).expect(200);

    expect(body.data).toEqual({ final: { runId: id, migrated: 75 }, failure: null, integrity: null });
  });

  it.each(['..%2f..%2fetc%2fpasswd', 'package.json', '%00', '.migration-final-report.json'])(
    'knows no report %s',
    (name) => as('viewer', 'get', `/api/admin/reports/${name}`).expect(404),
  );
});

describe('quarantine', () => {
  const entry = (id: unknown, raw: Uint8Array, direction = 'up'): object => ({
    _id: id,
    runId: 'run-1',
    direction,
    findings: [{ path: 'pricing.basePrice', problem: 'is not a number' }],
    attempts: 2,
    firstAt: new Date(0),
    lastAt: new Date(1),
    raw: new Binary(raw),
  });

  it('shows why documents cannot be mapped, page by page, for every kind of id', async () => {
    const id = new ObjectId();
    const entries = [
      entry('ring-1', BSON.serialize({ _id: 'ring-1', basePrice: 'a lot', at: new Date(5) })),
      entry(id, new Uint8Array([1, 2, 3]), 'down'),
      entry(7, BSON.serialize({ _id: 7 })),
    ];
    await rig.database.db.collection('catalog_quarantine').insertMany(entries);

    const { body } = await as('viewer', 'get', '/api/admin/quarantine?limit=2').expect(200);

    expect(body.pagination).toEqual({ page: 1, limit: 2, total: 3, totalPages: 2 });
    expect(body.data.map(({ productId }: { productId: string }) => productId)).toEqual(['7', 'ring-1']);
    expect(body.data[1]).toMatchObject({
      runId: 'run-1',
      direction: 'up',
      findings: [{ path: 'pricing.basePrice', problem: 'is not a number' }],
      attempts: 2,
      firstAt: '1970-01-01T00:00:00.000Z',
      raw: { _id: 'ring-1', basePrice: 'a lot', at: { $date: '1970-01-01T00:00:00.005Z' } },
      rawProblem: null,
    });
    const down = await as('viewer', 'get', '/api/admin/quarantine?direction=down').expect(200);
    expect(down.body.data).toEqual([
      expect.objectContaining({
        productId: id.toHexString(),
        raw: null,
        rawBytes: 3,
        rawProblem: expect.stringContaining('BSON cannot be decoded'),
      }),
    ]);
  });

  it.each(['page=0', 'limit=101', 'direction=sideways', 'state=x'])('is not asked by %s', (query) =>
    as('viewer', 'get', `/api/admin/quarantine?${query}`).expect(400),
  );

  it('tries a document again', async () => {
    const id = new ObjectId();
    await rig.database.db.collection('catalog_quarantine').insertOne(entry(id, BSON.serialize({ _id: id })));

    const { body } = await as('operator', 'post', `/api/admin/quarantine/${id.toHexString()}/retry`).expect(200);

    expect(body).toEqual({ success: true, data: { productId: id.toHexString(), outcome: 'gone' } });
    expect((await auditOf('quarantine.retry'))[1]).toMatchObject({ target: id.toHexString() });
    await as('operator', 'post', `/api/admin/quarantine/${id.toHexString()}/retry`).expect(404);
  });
});

describe('progress', () => {
  it('tells each change as one event, whatever is in it, and ends with the run', async () => {
    const id = await startRun();
    const stream = await follow(id);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String),
    });
    expect(stream.headers).not.toHaveProperty('content-encoding');
    expect(await stream.next('run')).toMatchObject({ data: { id, state: 'running' } });

    await change(id, {
      throttledBy: 'reads\n\nevent: done\ndata: {}\r\rid: 9',
      counts: { total: 9, migrated: 4, quarantined: 0 },
    });
    const told = await stream.next('run');
    expect(told).toMatchObject({
      id: expect.stringMatching(/^[\da-f]{16}$/),
      data: { counts: { migrated: 4 }, throttledBy: 'reads\n\nevent: done\ndata: {}\r\rid: 9' },
    });

    await change(id, { state: 'aborted' });
    expect(await stream.next('run')).toMatchObject({ data: { state: 'aborted' } });
    expect(await stream.next('end')).toMatchObject({ data: { state: 'aborted' } });
    expect(await stream.rest()).toBe('');
    expect(stream.text()).toMatch(/^retry: 2000\n\n/);
  });

  it('continues where a client left off', async () => {
    const id = await startRun('failed');
    const first = await follow(id);
    const { id: seen } = await first.next('run');
    await first.rest();

    const again = await follow(id, { 'last-event-id': seen });

    expect(await again.next('end')).toMatchObject({ data: { state: 'failed' } });
    expect(again.text()).not.toContain('event: run');
  });

  it('continues after a rollback is requested for a completed run', async () => {
    const id = await startRun('completed');
    await as('admin', 'post', `${BASE}/${id}/rollback`).send({ confirm: id }).expect(202);
    const stream = await follow(id);
    expect(await stream.next('run')).toMatchObject({ data: { state: 'completed', request: { kind: 'rollback' } } });

    await change(id, { state: 'rolled-back', request: null });

    expect(await stream.next('run')).toMatchObject({ data: { state: 'rolled-back' } });
    expect(await stream.next('end')).toMatchObject({ data: { state: 'rolled-back' } });
  });

  it('allows at most fifty streams, and another one when one is closed', async () => {
    const id = await startRun();
    const streams = await Promise.all(Array.from({ length: 50 }, () => follow(id)));
    const { port } = await listening();

    const refused = await fetch(`http://127.0.0.1:${port}${BASE}/${id}/events`, {
      headers: { 'x-api-key': rig.keys.viewer },
    });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    await refused.body?.cancel();

    await Promise.all(streams.map((stream) => stream.cancel()));
    await change(id, { state: 'failed' });
    const status = await eventually('a place for another stream', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${BASE}/${id}/events`, {
        headers: { 'x-api-key': rig.keys.viewer },
      });
      await answer.body?.cancel();
      return answer.status !== 429 && answer.status;
    });
    expect(status).toBe(200);
  });
});

async function listening(): Promise<AddressInfo> {
  if (!rig.server.listening) await rig.app.listen({ port: 0, host: '127.0.0.1' });
  return rig.server.address() as AddressInfo;
}

interface SentEvent {
  id: string;
  event: string;
  data: unknown;
}

interface Stream {
  readonly headers: Readonly<Record<string, string>>;
  next(event: string): Promise<SentEvent>;
  rest(): Promise<string>;
  text(): string;
  cancel(): Promise<void>;
}

/** Reads a stream according to the standard: lines end with CR, LF or both, events with an empty line. */
async function follow(id: string, headers: Readonly<Record<string, string>> = {}): Promise<Stream> {
  const { port } = await listening();
  const response = await fetch(`http://127.0.0.1:${port}${BASE}/${id}/events`, {
    headers: { 'x-api-key': rig.keys.viewer, 'accept-encoding': 'gzip, br', ...headers },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (response.status !== 200 || reader === undefined) throw new Error(`${response.status} ${await response.text()}`);
  let all = '';
  let taken = 0;
  const more = async (): Promise<boolean> => {
    const { done, value = '' } = await reader.read();
    all += value;
    return !done;
  };
  const block = async (): Promise<string> => {
    for (;;) {
      const end = /(\r\n|\r|\n)(\r\n|\r|\n)/.exec(all.slice(taken));
      if (end !== null) {
        const text = all.slice(taken, taken + end.index);
        taken += end.index + end[0].length;
        return text;
      }
      if (!(await more())) throw new Error(`The stream ended: ${all}`);
    }
  };
  return {
    headers: Object.fromEntries(response.headers),
    text: () => all,
    cancel: () => reader.cancel(),
    next: async (event) => {
      for (;;) {
        const fields = Object.fromEntries(
          (await block()).split(/\r\n|\r|\n/).map((line) => line.split(/: ?(.*)/s, 2) as [string, string]),
        );
        if (fields['event'] === undefined) continue;
        expect(fields['event']).toBe(event);
        return { id: fields['id'] ?? '', event, data: JSON.parse(fields['data'] ?? 'null') };
      }
    },
    rest: async () => {
      while (await more()) {
        /* to its end */
      }
      return all.slice(taken).trim();
    },
  };
}
