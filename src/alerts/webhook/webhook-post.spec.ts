import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { postWebhook } from './webhook-post.js';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const MESSAGE = { id: 'msg_1', at: new Date(), body: '{"type":"alert.firing"}' };

let server: Server;
let port: number;
let seen: { path: string; headers: Record<string, unknown>; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body });
      const status = Number(request.url?.slice(1));
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { location: '/200' }).end('x'.repeat(100_000));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

describe('postWebhook', () => {
  it.each([
    { status: 200, problem: null },
    { status: 204, problem: null },
    { status: 302, problem: 'It answered 302, a redirect, which is not followed' },
    { status: 410, problem: 'It answered 410' },
    { status: 503, problem: 'It answered 503' },
    { status: 0, problem: 'It cannot be reached: UND_ERR_SOCKET' },
  ])('makes of $status: $problem', async ({ status, problem }) => {
    seen = [];

    expect(await postWebhook({ url: `http://127.0.0.1:${port}/${status}`, secrets: SECRET }, MESSAGE)).toBe(problem);
    expect(seen.map(({ path, body }) => [path, body])).toEqual([[`/${status}`, MESSAGE.body]]);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
  });

  it('sends credentials of the address as a header and never reveals them', async () => {
    seen = [];
    await postWebhook({ url: `http://us%40er:pass%3Aword@127.0.0.1:${port}/200`, secrets: SECRET }, MESSAGE);
    const problem = await postWebhook({ url: 'http://user:s3cret@127.0.0.1:1/tok3n', secrets: SECRET }, MESSAGE);

    expect(seen[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('us@er:pass:word').toString('base64')}`);
    expect(problem).toMatch(/^It cannot be reached/);
    expect(problem).not.toMatch(/s3cret|tok3n|127\.0/);
  });
});
