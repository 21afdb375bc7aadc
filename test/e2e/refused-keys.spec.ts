import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { KeyRefusals } from '../../src/access/key-refusals.js';
import { eventually } from '../support/eventually.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let rig: TestApp;
beforeAll(async () => {
  rig = await startTestApp();
});
afterAll(() => rig.close());

const PATH = '/api/admin/quarantine';
const ask = (key?: string): request.Test =>
  key === undefined ? request(rig.server).get(PATH) : request(rig.server).get(PATH).set('x-api-key', key);

interface Entry {
  readonly kind: string;
  readonly action: string;
  readonly actor?: { readonly name: string };
  readonly target: string;
  readonly outcome?: string;
}
async function refusals(): Promise<readonly Entry[]> {
  const { body } = await request(rig.server)
    .get('/api/admin/audit?limit=100')
    .set('x-api-key', rig.keys.admin)
    .expect(200);
  return (body.data.records as Entry[]).filter(({ action }) => action === 'access.refused');
}

describe('keys that are not known', () => {
  it('are throttled from the tenth on, seen in metric and audit log, and lock no right key out', async () => {
    for (let time = 1; time < 10; time++) await ask(`guess-${time}-xxxxxxxx`).expect(401);
    const { body, headers } = await ask('guess-10-xxxxxxxx').expect(429);
    expect(body).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect(headers).toMatchObject({
      'retry-after': '30',
      'content-type': expect.stringMatching(/problem\+json/),
      'cache-control': 'no-store',
    });
    await ask('guess-11-xxxxxxxx').expect(429).expect('retry-after', '60');

    for (const key of [rig.keys.viewer, rig.keys.operator, rig.keys.admin]) await ask(key).expect(200);
    await ask('guess-12-xxxxxxxx').expect(429);
    await ask().expect(401);

    const metrics = (await request(rig.server).get('/metrics').expect(200)).text;
    expect(metrics).toContain('admin_key_refusals_total{reason="unknown"} 9');
    expect(metrics).toContain('admin_key_refusals_total{reason="throttled"} 3');
    expect(metrics).toContain('admin_key_refusals_total{reason="missing"} 1');
    expect(rig.app.get(KeyRefusals, { strict: false }).recent).toBe(12);
  });

  it('leave records of the first ten and of a request without a key, but not the keys themselves', async () => {
    const records = await untilRecorded(22);
    expect(
      records
        .filter(({ kind }) => kind === 'intent')
        .every(({ actor, target }) => actor?.name === 'unknown' && target === `GET ${PATH}`),
    ).toBe(true);
    expect(records.filter(({ kind }) => kind === 'outcome').every(({ outcome }) => outcome === 'refused')).toBe(true);
    expect(JSON.stringify(records)).not.toContain('xxxx');
  });

  it('and insufficient roles leave a record with their name each time', async () => {
    for (let time = 1; time <= 3; time++)
      await request(rig.server).post('/api/admin/products').set('x-api-key', rig.keys.viewer).send({}).expect(403);
    const records = await untilRecorded(28);
    expect(records.filter(({ kind }) => kind === 'intent')[0]).toMatchObject({
      actor: { name: 'viewer' },
      target: 'POST /api/admin/products',
      params: { times: 3, needed: 'admin' },
    });
  });
});

/** Records are written asynchronously. */
function untilRecorded(count: number): Promise<readonly Entry[]> {
  return eventually(`${count} records`, async () => {
    const records = await refusals();
    return records.length >= count && records;
  });
}
