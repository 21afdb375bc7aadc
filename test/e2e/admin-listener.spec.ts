import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';

import { adminOpener } from '../../src/app.setup.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let rig: TestApp;
let publicly: string;
let privately: string;

beforeAll(async () => {
  rig = await startTestApp({ settings: { ADMIN_PORT: 0, ADMIN_HOST: '127.0.0.1' } });
  await rig.app.listen(0, '127.0.0.1');
  publicly = await rig.app.getUrl();
  privately = (await adminOpener(rig.app)()) ?? '';
});
afterAll(() => rig.close());

/** Sends a path unchanged: `fetch` would normalize it. */
function ask(address: string, path: string, method = 'GET'): Promise<{ status: number; type: string; body: string }> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers: { 'x-api-key': rig.keys.admin } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body });
      });
    });
    sent.on('error', reject).end();
  });
}

describe('With ADMIN_PORT', () => {
  it.each([
    ['GET', '/api/admin/quarantine'],
    ['HEAD', '/api/admin/quarantine'],
    ['POST', '/api/admin/products'],
    ['GET', '/api/admin/quarantine/'],
    ['GET', '/api/admin/quarantine?limit=1'],
    ['GET', '/api/%61dmin/quarantine'],
    ['GET', '/%61pi/admin/quarantine'],
    ['GET', '/metrics'],
    ['GET', '/metrics/'],
    ['GET', '/m%65trics'],
    ['GET', '//metrics'],
    ['GET', '/api//admin/quarantine'],
    ['GET', '/api/products/../admin/quarantine'],
  ])('%s %s is not to be had at the public address, whatever the key', async (method, path) => {
    const { status, type } = await ask(publicly, path, method);
    expect([404, 400]).toContain(status);
    expect(type).toMatch(/problem\+json/);
  });

  it('and is answered at its own, with everything else', async () => {
    for (const path of ['/api/admin/quarantine', '/metrics', '/health/live', '/api/products'])
      expect(await ask(privately, path)).toMatchObject({ status: 200 });
    expect(await ask(privately, '/api/admin/nothing')).toMatchObject({ status: 404 });
  });

  it('and the public address goes on with what is public', async () => {
    for (const path of ['/api/products', '/health/live', '/docs/json'])
      expect((await ask(publicly, path)).status).not.toBe(503);
    expect(await ask(publicly, '/api/products')).toMatchObject({ status: 200 });
  });

  it('bad HTTP is refused at both in the same way', async () => {
    for (const address of [publicly, privately]) {
      const { status, body } = await ask(address, '/api/products', 'BREW').catch(() => ({ status: 400, body: '400' }));
      expect([status, body.includes('400')]).toEqual([400, true]);
    }
  });
});
