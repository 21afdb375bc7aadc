import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import request from 'supertest';

import { createHttpAdapter } from './http-server.js';

describe('a client’s address', () => {
  it.each([
    { proxies: '', forwarded: '203.0.113.5', seen: '127.0.0.1' },
    { proxies: '10.0.0.0/8', forwarded: '203.0.113.5', seen: '127.0.0.1' },
    { proxies: '127.0.0.0/8', forwarded: '203.0.113.5', seen: '203.0.113.5' },
    { proxies: '127.0.0.1, 10.0.0.0/8', forwarded: '198.51.100.1, 203.0.113.5, 10.0.0.8', seen: '203.0.113.5' },
  ])('is $seen for $forwarded from 127.0.0.1, with the proxies "$proxies"', async ({ proxies, forwarded, seen }) => {
    const server = createHttpAdapter(pino({ level: 'silent' }), proxies).getInstance();
    server.get('/', (incoming, reply) => reply.send(incoming.ip));
    await server.listen({ port: 0, host: '127.0.0.1' });
    const answer = await request(server.server).get('/').set('x-forwarded-for', forwarded);
    expect(answer.text).toBe(seen);
    await server.close();
  });
});
