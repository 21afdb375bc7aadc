import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  if (!existsSync('assets/graphiql.html.br')) execFileSync(process.execPath, ['scripts/build-graphiql.mjs']);
  service = await startTestApp();
});
afterAll(() => service.close());

const BROWSER = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };
const open = (path: string, headers: Record<string, string> = {}): request.Test =>
  request(service.server)
    .get(path)
    .set({ ...BROWSER, ...headers });

async function port(): Promise<number> {
  if (!service.server.listening) await service.app.listen({ port: 0, host: '127.0.0.1' });
  return (service.server.address() as AddressInfo).port;
}

/** The body as transferred. */
function rawBody(url: string, encoding: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { ...BROWSER, 'accept-encoding': encoding } }, (response) => {
      const parts: Buffer[] = [];
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          resolve(Buffer.concat(parts));
        })
        .on('error', reject);
    }).on('error', reject);
  });
}

describe('GET /graphql in a browser', () => {
  it.each([
    { encoding: 'gzip, deflate, br', sent: 'br' },
    { encoding: 'br', sent: 'br' },
    { encoding: 'gzip, deflate', sent: 'gzip' },
    { encoding: 'identity', sent: undefined },
    { encoding: 'gzip;q=0', sent: undefined },
  ])('is the playground for Accept-Encoding: $encoding', async ({ encoding, sent }) => {
    const { headers, text } = await open('/graphql', { 'accept-encoding': encoding })
      .expect(200)
      .expect('content-type', /text\/html/);
    expect(headers['content-encoding']).toBe(sent);
    expect(text).toMatch(/^\s*<!doctype html>/);
    expect(headers['content-security-policy']).toMatch(/connect-src 'self'/);
    expect(headers.vary).toMatch(/Accept/);
  });

  it.each(['/graphql/', '/graphql?query=%7Bproducts%7BtotalCount%7D%7D', '/graphql?utm_source=mail'])(
    'is the playground at %s',
    async (path) => {
      await open(path)
        .expect(200)
        .expect('content-type', /text\/html/);
    },
  );

  it('is not sent twice', async () => {
    const { headers } = await open('/graphql').expect(200);
    await open('/graphql', { 'if-none-match': String(headers.etag) }).expect(304);
    await open('/graphql', { 'if-none-match': String(headers.etag), 'accept-encoding': 'identity' }).expect(200);
  });

  it('is sent as stored on disk, in every encoding: nothing is compressed per request', async () => {
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    for (const [encoding, suffix] of [
      ['br', '.br'],
      ['gzip', '.gz'],
      ['identity', ''],
      ['deflate', ''],
    ] as const) {
      expect(hash(await rawBody(`http://127.0.0.1:${await port()}/graphql`, encoding))).toBe(
        hash(readFileSync(`assets/graphiql.html${suffix}`)),
      );
    }
  });

  it.each<{ title: string; headers: Record<string, string> }>([
    { title: 'with the header of a client', headers: { 'apollo-require-preflight': '1' } },
    { title: 'for JSON', headers: { accept: 'application/json', 'x-apollo-operation-name': 'A' } },
  ])('is the API $title', async ({ headers }) => {
    await open('/graphql?query=%7Bproducts%7BtotalCount%7D%7D', headers).expect(200).expect('content-type', /json/);
  });
});

describe('the documentation page', () => {
  it.each(['swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'swagger-ui.css'])(
    'has %s in ready-made forms',
    async (file) => {
      const url = `http://127.0.0.1:${await port()}/docs/${file}`;
      const plain = await rawBody(url, 'identity');
      const packed = await rawBody(url, 'br');
      expect(plain.equals(readFileSync(`node_modules/swagger-ui-dist/${file}`))).toBe(true);
      expect(brotliDecompressSync(packed).equals(plain)).toBe(true);
      const { headers } = await request(service.server)
        .get(`/docs/${file}`)
        .set('accept-encoding', 'gzip')
        .expect(200)
        .expect('content-encoding', 'gzip')
        .expect('content-type', /javascript|css/);
      await request(service.server)
        .get(`/docs/${file}`)
        .set({ 'accept-encoding': 'gzip', 'if-none-match': String(headers.etag) })
        .expect(304);
    },
  );

  it('is there', () => request(service.server).get('/docs').expect(200).expect('content-type', /html/));
});
