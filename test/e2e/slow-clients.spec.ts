import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';

import { adminOpener } from '../../src/app.setup.js';
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

const SLOW: readonly (readonly [title: string, text: string])[] = [
  ['a head that never ends', 'GET /api/products HTTP/1.1\r\nHost: x\r\nX-A'],
  ['a head that never begins', 'G'],
  [
    'a body that never ends',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
  ],
  [
    'a chunk that never ends',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{',
  ],
];

/** Sends the text and keeps the connection open; resolves with what arrived before the service closed it. */
async function hold(port: number, text: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part: Buffer) => (answer += part.toString()));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

describe('A client that sends slowly', () => {
  it('is disconnected on both listeners, with a problem, while others are answered', async () => {
    const held = ports.flatMap((port) => SLOW.map(([, text]) => hold(port, text)));
    const others = await Promise.all(
      ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/api/products?limit=1`)).status),
    );
    expect(others).toEqual([200, 200]);
    for (const answer of await Promise.all(held)) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer).toContain('application/problem+json');
      expect(answer).toContain('REQUEST_TIMEOUT');
    }
  });
});
