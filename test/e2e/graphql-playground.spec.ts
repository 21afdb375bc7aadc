import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  if (!existsSync('assets/graphiql.html.gz')) execFileSync(process.execPath, ['scripts/build-graphiql.mjs']);
  service = await startTestApp();
});
afterAll(() => service.close());

const BROWSER = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
const open = (path: string, headers: Record<string, string> = {}): request.Test => request(service.server).get(path).set({ ...BROWSER, ...headers });

describe('GET /graphql in a browser', () => {
  it.each([
    { encoding: 'gzip, deflate, br', sent: 'gzip' },
    { encoding: 'identity', sent: undefined },
    { encoding: 'gzip;q=0', sent: undefined },
  ])('is the playground for Accept-Encoding: $encoding', async ({ encoding, sent }) => {
    const { headers, text } = await open('/graphql', { 'accept-encoding': encoding }).expect(200).expect('content-type', /text\/html/);
    expect(headers['content-encoding']).toBe(sent);
    expect(text).toMatch(/^\s*<!doctype html>/);
    expect(headers['content-security-policy']).toMatch(/connect-src 'self'/);
    expect(headers.vary).toMatch(/Accept/);
  });

  it.each(['/graphql/', '/graphql?query=%7Bproducts%7BtotalCount%7D%7D', '/graphql?utm_source=mail'])('is the playground at %s', async (path) => {
    await open(path).expect(200).expect('content-type', /text\/html/);
  });

  it('is not sent twice', async () => {
    const { headers } = await open('/graphql').expect(200);
    await open('/graphql', { 'if-none-match': String(headers.etag) }).expect(304);
    await open('/graphql', { 'if-none-match': String(headers.etag), 'accept-encoding': 'identity' }).expect(200);
  });

  it.each<{ title: string; headers: Record<string, string> }>([
    { title: 'with the header of a client', headers: { 'apollo-require-preflight': '1' } },
    { title: 'for JSON', headers: { 'accept': 'application/json', 'x-apollo-operation-name': 'A' } },
  ])('is the API $title', async ({ headers }) => {
    await open('/graphql?query=%7Bproducts%7BtotalCount%7D%7D', headers).expect(200).expect('content-type', /json/);
  });
});
