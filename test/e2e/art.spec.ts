import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { type PicturedProduct, pictureAddress, pictureViews } from '../../packages/jewel-art/picture-address.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let products: readonly PicturedProduct[];

const ODD_IDS = ['a/b', 'ring-0123456789a', 'perle œ 💍', '..', 'ring.svg', 'a%2Fb?c#d', ' '];

beforeAll(async () => {
  service = await startTestApp({
    settings: { RATE_LIMIT_PER_MINUTE: 40 },
    prepare: async ({ db }) => {
      const [first] = demoProducts();
      await db.collection('products').insertMany(demoProducts());
      await db
        .collection<{ _id: string }>('products')
        .insertMany(ODD_IDS.map((_id, index) => ({ ...first, _id, seo: { slug: `odd-${index}` } })));
      await db
        .collection<{ _id: string }>('products')
        .insertOne({ ...first, _id: 'hidden', status: 'inactive', seo: { slug: 'hidden' } } as never);
    },
  });
  const { body } = await request(service.server).get('/api/products?limit=100').expect(200);
  products = (body as { data: PicturedProduct[] }).data;
});
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}): request.Test =>
  request(service.server)
    .get(path)
    .set(headers)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          done(null, Buffer.concat(parts));
        });
    });

describe('GET /art/<id>-<hash>.svg', () => {
  it('is the picture of every product, in every view, to be kept for ever, however often it is asked for', async () => {
    for (const product of products) {
      for (const view of pictureViews(product)) {
        const { headers, body } = await get(pictureAddress(product, view), { 'accept-encoding': 'identity' }).expect(
          200,
        );
        expect(headers['content-type']).toBe('image/svg+xml; charset=utf-8');
        expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
        expect(headers['content-security-policy']).toContain("default-src 'none'");
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers).not.toHaveProperty('access-control-expose-headers');
        expect(String(body)).toMatch(/^<svg .*<\/svg>$/s);
      }
    }
    // Some products of the demo are not public.
    expect(products.length).toBeGreaterThan(65 + ODD_IDS.length);
  });

  it('is 404 for the stone of a product without one', async () => {
    const plain = products.find((product) => !pictureViews(product).includes('stone'))!;
    await request(service.server)
      .get(pictureAddress(plain, 'stone'))
      .expect(404)
      .expect('content-type', /problem\+json/);
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('is sent as %s, less than 2 kB of it', async (encoding, unpack) => {
    const address = pictureAddress(products[0]!);
    const plain = await get(address, { 'accept-encoding': 'identity' });
    const { headers } = await request(service.server).head(address).set('accept-encoding', encoding);
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: expect.stringContaining('Accept-Encoding') });
    const packed = await new Promise<Buffer>((resolve, reject) => {
      void service.app
        .getHttpAdapter()
        .getInstance()
        .inject({ url: address, headers: { 'accept-encoding': encoding } })
        .then((answer) => {
          resolve(answer.rawPayload);
        }, reject);
    });
    expect(packed.length).toBeLessThan(2_100);
    expect(unpack(packed).equals(plain.body as Buffer)).toBe(true);
  });

  it('is not sent twice', async () => {
    const address = pictureAddress(products[1]!);
    const { headers } = await get(address).expect(200);
    await request(service.server).get(address).set('if-none-match', String(headers.etag)).expect(304);
    await request(service.server)
      .get(address)
      .set('if-none-match', `"other", W/${String(headers.etag)}`)
      .expect(304);
    await request(service.server).get(address).set('if-none-match', '"other"').expect(200);
  });
});

describe('other addresses of a picture', () => {
  it.each([
    ['without a hash', ''],
    ['with another hash', '-0123456789a'],
  ])('%s show the picture as it is, for a minute', async (_title, hash) => {
    const product = products.find(({ _id }) => _id === 'prod_1726304460_001')!;
    const right = await get(pictureAddress(product)).expect(200);
    const { headers, body } = await get(`/art/${product._id}${hash}.svg`).expect(200);
    expect(headers['cache-control']).toBe('public, max-age=60');
    expect(headers.etag).toBe(right.headers.etag);
    expect((body as Buffer).equals(right.body as Buffer)).toBe(true);
  });

  it.each(ODD_IDS)('can be those of the id %j', async (id) => {
    const { headers } = await get(`/art/${encodeURIComponent(id)}.svg`).expect(200);
    expect(headers['cache-control']).toBe('public, max-age=60');
  });

  it.each([
    '/art/nobody.svg',
    '/art/nobody-0123456789a.svg',
    '/art/hidden.svg',
    '/art/prod_1726304460_001.png',
    '/art/prod_1726304460_001',
    '/art/.svg',
    '/art/-0123456789a.svg',
    '/art/back/prod_1726304460_001.svg',
    '/art/__proto__/prod_1726304460_001.svg',
    '/art/stone/nobody.svg',
    '/art/',
    '/art',
    '/art/%00.svg',
    '/art/%F0%9F%92%8D.svg',
    '/art/..%2f..%2fetc%2fpasswd.svg',
    `/art/${'a'.repeat(600)}.svg`,
    '/art/{"$ne":null}.svg',
    '/art/%7B%22%24ne%22%3Anull%7D.svg',
    '/art/66d1a24000000000000001.svg',
    '/art/%ff.svg',
    '/art/%.svg',
    '/art/%ED%A0%80.svg',
  ])('that are none are refused with a problem: %s', async (path) => {
    const { status, headers, body } = await request(service.server).get(path);
    expect([400, 404, 414]).toContain(status);
    expect(headers['content-type']).toMatch(/problem\+json/);
    expect(body).toMatchObject({ success: false, status });
  });
});
