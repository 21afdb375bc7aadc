import { afterEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';

import { refuse } from './refuse.js';
import { shedLoad } from './load-shedding.js';

let server: FastifyInstance | undefined;
afterEach(() => server?.close());

async function serverWith(mostDelayMs: number): Promise<FastifyInstance> {
  server = fastify();
  server.setErrorHandler(refuse);
  shedLoad(server, mostDelayMs);
  for (const path of ['/api/products', '/health/live', '/metrics', '/api/admin/audit'])
    server.get(path, () => Promise.resolve('here'));
  await server.ready();
  return server;
}

/** Keeps the event loop busy, as a flood of requests does, until a request has been checked. */
async function overload(of: FastifyInstance, path: string, wanted: number): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 40; tries++) {
    const until = performance.now() + 300;
    while (performance.now() < until); // busy
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const answer = await of.inject(path);
    if (answer.statusCode === wanted) return { ...answer.headers, body: answer.body };
  }
  throw new Error(`${path} never answered ${wanted}`);
}

describe('An instance with more work than it can do', () => {
  it('rejects product requests with 503 and Retry-After, in the error format, and recovers afterwards', async () => {
    const busy = await serverWith(50);
    const { body, ...headers } = await overload(busy, '/api/products', 503);
    expect(headers).toMatchObject({ 'retry-after': '2', 'content-type': expect.stringMatching(/problem\+json/) });
    expect(JSON.parse(String(body))).toMatchObject({ code: 'OVERLOADED', status: 503 });
    for (const path of ['/health/live', '/metrics', '/api/admin/audit'])
      expect((await busy.inject(path)).statusCode).toBe(200);
    let status = 503;
    for (let tries = 0; tries < 1_000 && status !== 200; tries++) {
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
      ({ statusCode: status } = await busy.inject('/api/products'));
    }
    expect(status).toBe(200);
  });

  it('rejects a share of the requests, not all of them', async () => {
    const busy = await serverWith(50);
    await overload(busy, '/api/products', 503);
    const statuses = new Set<number>();
    for (let sent = 0; sent < 20; sent++) statuses.add((await busy.inject('/api/products')).statusCode);
    expect([...statuses].sort()).toEqual([200, 503]);
  });

  it('rejects nothing if that is switched off', async () => {
    const busy = await serverWith(0);
    await overload(busy, '/api/products', 200);
    expect((await busy.inject('/api/products')).statusCode).toBe(200);
  });
});
