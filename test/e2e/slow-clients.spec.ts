import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { adminOpener } from '../../src/app.setup.js';
import { rawExchange } from '../support/raw-exchange.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let rig: TestApp;
let ports: readonly number[];

beforeAll(async () => {
  rig = await startTestApp({ settings: { ADMIN_PORT: 0 } });
  await rig.app.listen(0, '127.0.0.1');
  const own = await adminOpener(rig.app)();
  ports = [(rig.server.address() as AddressInfo).port, Number(new URL(own ?? '').port)];
});
afterAll(() => rig.close());

const SLOW_HEADS: readonly string[] = [
  'GET /api/products HTTP/1.1\r\nHost: x\r\nX-A',
  'HEAD /api/products HTTP/1.1\r\nHost: x\r\nX-A',
  'G',
  '',
];

const SLOW_BODIES: readonly string[] = [
  'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
  'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{',
];

/** Sends the texts and keeps the connections open; resolves with what arrived before the service closed them. */
function holdAll(texts: readonly string[]): Promise<string[]> {
  return Promise.all(ports.flatMap((port) => texts.map((text) => rawExchange(port, text))));
}

describe('A client that sends slowly', () => {
  it('is hung up on while others are answered: with a problem, unless it may have asked by HEAD', async () => {
    const held = Promise.all([holdAll(SLOW_HEADS), holdAll(SLOW_BODIES)]);
    const others = await Promise.all(
      ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/api/products?limit=1`)).status),
    );
    expect(others).toEqual([200, 200]);
    const [heads, bodies] = await held;
    for (const answer of heads) expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/);
    for (const answer of bodies) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain('REQUEST_TIMEOUT');
    }
  });
});

describe('A client that sent in time', () => {
  it('is answered where the service is too busy to read for so long that its time is over', async () => {
    const accepted = once(rig.server, 'connection') as Promise<[Socket]>;
    const socket = connect(ports[0] ?? 0, '127.0.0.1');
    const [[inside]] = await Promise.all([accepted, once(socket, 'connect')]);
    await sleep(0); // as Node looks for such connections: from a timer
    socket.write('HEAD /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    // The service does nothing until the request has arrived for certain.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    rig.server.emit('clientError', Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), inside);

    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  });
});
