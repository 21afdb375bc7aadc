import { existsSync, readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';

import { buildPages } from '../support/built-pages.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  buildPages();
  service = await startTestApp({
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(demoProducts());
    },
  });
});
afterAll(() => service.close());

const get = (path: string): request.Test => request(service.server).get(path);

describe('the web pages', () => {
  it.each(['/', '/?metal=silver', '/p/first-light-solitaire', '/admin', '/admin/migrations/x'])(
    '%s is HTML under a policy that lets in nothing of other hosts and nothing inline',
    async (path) => {
      const { headers, text } = await get(path)
        .expect(200)
        .expect('content-type', /text\/html/);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'; " +
          "style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
          "require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(headers['cache-control']).toBe('no-cache');
      expect(text).not.toMatch(/<script(?![^>]*src=)|<style|style=|https?:\/\//);
      await get(path).set('if-none-match', String(headers.etag)).expect(304);
    },
  );

  it('the storefront comes with the request that it will make first', async () => {
    const { headers } = await get('/?metal=silver&utm_source=mail').expect(200);
    const [, address = ''] = /^<([^>]+)>; rel=preload; as=fetch; crossorigin$/.exec(String(headers.link)) ?? [];
    expect(address).toMatch(/^\/api\/products\?metal=silver&facets=category,metal,/);
    await get(address).expect(200);
    const product = '/p/first-light-solitaire';
    expect((await get(product)).headers.link).toBe(
      '</api/products/first-light-solitaire>; rel=preload; as=fetch; crossorigin',
    );
    expect((await get(`/?tags=${'x'.repeat(2000)}`).expect(200)).headers.link).toBeUndefined();
    expect((await get('/admin')).headers.link).toBeUndefined();
  });

  it('the page of a product that is not there is the same page, with 404', async () => {
    const { headers, text } = await get('/p/no-such%20product').expect(404);
    expect([headers['cache-control'], headers.link]).toEqual(['no-store', undefined]);
    expect(text).toBe((await get('/p/first-light-solitaire').expect(200)).text);
  });

  it('their files have a hash in their names, are packed, and may be kept for ever', async () => {
    const files = readdirSync('dist/pages').filter((file) => /\.(?:js|css|svg|woff2)$/.test(file));
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const { headers } = await get(`/assets/pages/${file}`).set('accept-encoding', 'br').expect(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-encoding']).toBe(existsSync(`dist/pages/${file}.br`) ? 'br' : undefined);
    }
  });

  it.each(['no-such-file.js', 'storefront/index.html', '..%2f..%2fpackage.json', '__proto__'])(
    'there is no file %s among them',
    async (name) => {
      const { body } = await get(`/assets/pages/${name}`).expect(404);
      expect(body).toMatchObject({ success: false, code: 'NOT_FOUND' });
    },
  );

  it('there is an icon', async () => {
    await get('/favicon.ico').expect(200).expect('content-type', 'image/svg+xml');
  });
});
