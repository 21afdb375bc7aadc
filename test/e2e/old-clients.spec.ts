import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import fc from 'fast-check';
import request from 'supertest';

import { LISTING_PARAMETERS } from '../../src/catalog/parse-listing.js';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import { generateProducts } from '../../packages/demo-products/generate-products.js';
import { OLD_NAMES } from '../../src/old-api/contract.js';
import { upgradeStored } from '../support/catalog-rig.js';
import { OLD_AND_NEW, oldUrl } from '../support/old-requests.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Listed {
  readonly success: boolean;
  readonly data: readonly { readonly _id: string }[];
  readonly pagination: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly facets?: unknown;
}

const products = (): Document[] => [
  ...demoProducts(),
  ...generateProducts({ count: 300, seed: 11, shares: { v0: 0.2, v1: 0.55, v1Later: 0.25 }, irregular: 0.2 }),
];

async function start(settings: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> {
  const service = await startTestApp({
    ...settings,
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(products());
    },
  });
  return service;
}

async function get(service: TestApp, url: string): Promise<Omit<request.Response, 'body'> & { readonly body: Listed }> {
  return request(service.server).get(url).set('User-Agent', 'GenZJewelry/2.9 (iPhone; iOS 17.5)');
}

describe('each old request', () => {
  let service: TestApp;
  const before = new Map<string, unknown>();

  beforeAll(async () => {
    service = await start({ settings: { LAZY_UPGRADE: 'read-only' } });
  });
  afterAll(() => service.close());

  describe.each([0, 50, 100])('with %i %% of the products migrated', (share) => {
    beforeAll(async () => {
      await upgradeStored(service.database.db.collection('products') as never, (position) => position % 100 < share);
    });

    it.each(OLD_AND_NEW)('$title: $old', async ({ old, now }) => {
      const [asked, current] = [await get(service, oldUrl(old)), await get(service, `/api/products?${now}`)];
      expect([asked.status, current.status]).toEqual([200, 200]);
      const { data, pagination, facets } = asked.body;
      expect(data.map(({ _id }) => _id)).toEqual(current.body.data.map(({ _id }) => _id));
      expect({ data, facets }).toEqual({ data: current.body.data, facets: current.body.facets });
      // Cursors are equal too: a client may continue with one it has, under the new names.
      expect(pagination).toEqual(
        expect.objectContaining({
          total: current.body.pagination.total,
          totalPages: current.body.pagination.totalPages,
        }),
      );
      expect(asked.headers['x-total-count']).toBe(current.headers['x-total-count']);
      // The results do not change while the documents below are migrated.
      if (share === 0) before.set(old, { data, pagination });
      else expect({ data, pagination }).toEqual(before.get(old));
    });
  });

  it('finds something for most of them', () => {
    const found = [...before.values()].filter((answer) => (answer as Listed).data.length > 0).length;
    expect(found).toBeGreaterThan(OLD_AND_NEW.length - 5);
  });

  it('asks for a tag of each kind where both are given', async () => {
    const [both, any, other] = await Promise.all(
      [
        'materialTags=minimalist,vintage&tags=proposal,gift&category=rings&limit=50',
        'tags=minimalist,vintage&category=rings&limit=100',
        'tags=proposal,gift&category=rings&limit=100',
      ].map(async (query) => (await get(service, `/api/products?${query}`)).body),
    );
    const wanted = any?.data.map(({ _id }) => _id).filter((id) => other?.data.some(({ _id }) => _id === id)) ?? [];
    expect(
      [any?.pagination.total, other?.pagination.total, wanted.length].map(
        (total) => Number(total) > 0 && Number(total) <= 100,
      ),
    ).toEqual([true, true, true]);
    expect(both?.data.map(({ _id }) => _id).sort()).toEqual([...wanted].sort());
    const { body } = await get(service, '/api/products?materialTags=minimalist&tags=proposal&facets=tags,metal');
    const [tags] = body.facets as { values: { value: string; count: number; selected: boolean }[] }[];
    expect(tags?.values.filter(({ selected }) => selected).map(({ value }) => value)).toEqual(['proposal']);
  });

  it('is walked to its end by the links of its answers', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/api/products?materialTags=minimalist&tags=gift,proposal&sortBy=price&limit=4';
    while (url !== undefined) {
      const answer: request.Response = await get(service, url);
      expect(answer.status).toBe(200);
      seen.push(...(answer.body as Listed).data.map(({ _id }) => _id));
      url = /<([^>]+)>; rel="next"/.exec(String(answer.headers.link))?.[1];
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
    expect(
      (await get(service, '/api/products?materialTags=minimalist&tags=gift,proposal&limit=50')).body.pagination.total,
    ).toBe(seen.length);
  });
});

describe('answers for both generations of clients', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await start({ settings: { LAZY_UPGRADE: 'read-only', OLD_API_SUNSET: '2027-06-30' } });
  });
  afterAll(() => service.close());

  it('carry the old meta and headers for an old request', async () => {
    const { body, headers } = await get(service, '/api/products?metals=silver&sizes=6&limit=5');
    expect(body).toMatchObject({
      success: true,
      pagination: { page: 1, limit: 5, total: expect.any(Number), totalPages: expect.any(Number) },
      meta: {
        requestId: expect.any(String),
        took: expect.any(Number),
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        version: '1.0.0',
        responseTime: expect.any(Number),
        filters: { applied: { metals: 'silver', sizes: '6', limit: '5' }, available: expect.any(Object) },
        performance: expect.any(Object),
        warnings: [{ parameter: 'sizes', problem: expect.stringContaining('no effect') }],
      },
    });
    expect(headers).toMatchObject({
      deprecation: '@1795996800',
      sunset: 'Wed, 30 Jun 2027 00:00:00 GMT',
      'x-total-count': String(body.pagination.total),
      'x-page-count': String(body.pagination.totalPages),
      'x-response-time': expect.stringMatching(/^\d+ms$/),
    });
    expect(headers.link).toMatch(/rel="next", <\/docs\/clients>; rel="deprecation"/);
    expect(headers['access-control-expose-headers']).toMatch(/Deprecation.*Sunset.*X-Total-Count/);
  });

  it('say nothing of it to a current request but its totals', async () => {
    const { body, headers } = await get(service, '/api/products?metal=silver&limit=5');
    expect(Object.keys(body.meta)).toEqual(['requestId', 'took']);
    expect(headers).toMatchObject({
      'x-total-count': String(body.pagination.total),
      'x-page-count': String(body.pagination.totalPages),
    });
    for (const name of ['deprecation', 'sunset', 'x-response-time']) expect(headers).not.toHaveProperty(name);
    expect(headers.link).not.toMatch(/deprecation/);
    expect((await get(service, '/api/products?count=none')).headers).not.toHaveProperty('x-total-count');
  });

  it('have one entity tag, whatever the old meta says', async () => {
    const { headers } = await get(service, '/api/products?metals=silver');
    const again = await request(service.server)
      .get('/api/products?metals=silver')
      .set('If-None-Match', String(headers.etag));
    expect([again.status, again.headers.deprecation]).toEqual([304, '@1795996800']);
    await request(service.server).head('/api/products?metals=silver').expect(200).expect('Deprecation', '@1795996800');
  });

  it.each([
    ['/api/products?metals=tin', 400, ['metals']],
    ['/api/products?minPrice=x&sortBy=rating', 400, ['sortBy', 'minPrice']],
    ['/api/products?query=a&q=b', 400, ['query']],
    ['/api/products?foo=1', 400, ['foo']],
    ['/api/products/category/hats', 400, ['category']],
    ['/api/products/featured?limit=x', 400, ['limit']],
    ['/api/products/nobody', 404, []],
    ['/api/products/a/b/c', 404, []],
  ])('%s is refused with a problem that has the old error in it', async (url, status, fields) => {
    const { body, headers, status: answered } = await get(service, url);
    expect(answered).toBe(status);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = body as unknown as { detail: string; code: string; error: { details: { field: string }[] } };
    expect(problem).toMatchObject({
      success: false,
      status,
      code: expect.any(String),
      requestId: expect.any(String),
      error: { code: problem.code, message: problem.detail, details: expect.any(Array) },
      meta: { version: '1.0.0', timestamp: expect.any(String) },
    });
    expect(problem.error.details.map(({ field }) => field)).toEqual(fields);
    for (const detail of problem.error.details)
      expect(detail).toEqual({ field: expect.any(String), message: expect.any(String), code: expect.any(String) });
  });

  it('are 200 or 400 to any query string, never anything else', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...OLD_NAMES),
      fc.constantFrom(...LISTING_PARAMETERS),
      fc.constantFrom(
        '=',
        '&',
        ',',
        '=14k-gold',
        '=asc',
        '=0',
        '=-1',
        '=1e400',
        '=%ff',
        '=%F0%9F%92%8D',
        '=%00',
        '[]',
        '[$ne]',
        '=__proto__',
        '%',
        '+',
        ';',
        '#',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }).map(encodeURIComponent),
    );
    const address = fc.constantFrom('', '/featured', '/category/rings', '/category/%5C', '/category/%ff');
    await fc.assert(
      fc.asyncProperty(address, fc.array(piece, { maxLength: 12 }), async (path, pieces) => {
        const { status, text } = await request(service.server).get(`/api/products${path}?${pieces.join('')}`);
        expect([200, 400]).toContain(status);
        expect(JSON.parse(text)).toMatchObject(status === 200 ? { success: true } : { success: false });
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  it('leave the admin API and GraphQL alone', async () => {
    const { body } = await request(service.server).get('/api/admin/products');
    expect(body).not.toHaveProperty('error');
    const { headers } = await request(service.server)
      .post('/graphql?minPrice=1')
      .send({ query: '{ products(first: 1) { totalCount } }' })
      .expect(200);
    expect(headers).not.toHaveProperty('deprecation');
  });

  it('lead to a guide that is there', async () => {
    const { text, headers } = await request(service.server).get('/docs/clients').expect(200);
    expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
    expect(text).toMatch(/^# /);
    await request(service.server).get('/docs').expect(200);
  });

  it('are counted by client and parameter: for Prometheus, and for the operator', async () => {
    await request(service.server)
      .get('/api/products?minPrice=1&maxPrice=2')
      .set('User-Agent', 'okhttp/4.12.0')
      .expect(200);
    await request(service.server).get('/api/products/featured').set('User-Agent', 'okhttp/4.11.0').expect(200);
    await request(service.server).get('/api/products?metals=tin').set('User-Agent', 'okhttp/4.12.0').expect(400);
    const { text } = await request(service.server).get('/metrics').expect(200);
    expect(text).toMatch(/catalog_old_api_requests_total\{parameter="minPrice",client="okhttp"\} 1/);
    expect(text).toMatch(/catalog_old_api_requests_total\{parameter="GET \/featured",client="okhttp"\} 1/);

    const usage = await request(service.server)
      .get('/api/admin/old-api?days=1')
      .set('X-API-Key', service.keys.viewer)
      .expect(200);
    expect(usage.body).toMatchObject({
      success: true,
      data: { mode: 'accept', deprecatedSince: '2026-11-30T00:00:00.000Z', sunset: '2027-06-30', days: 1 },
    });
    const { clients } = (
      usage.body as { data: { clients: { client: string; requests: number; parameters: object[] }[] } }
    ).data;
    expect(clients.map(({ client }) => client)).toEqual(expect.arrayContaining(['genzjewelry', 'okhttp']));
    expect(clients.find(({ client }) => client === 'okhttp')).toMatchObject({
      requests: 3,
      parameters: expect.arrayContaining([
        { parameter: 'minPrice', requests: 1 },
        { parameter: 'GET /featured', requests: 1 },
        { parameter: 'metals', requests: 1 },
      ]),
    });
    await request(service.server).get('/api/admin/old-api').expect(401);
    await request(service.server).get('/api/admin/old-api?days=0').set('X-API-Key', service.keys.viewer).expect(400);
  });
});

describe('OLD_API=refuse', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({
      settings: { OLD_API: 'refuse' },
      prepare: async ({ db }) => {
        await db.collection('products').insertMany([
          ...demoProducts(),
          {
            _id: 'slug-of-an-address' as never,
            name: 'Featured',
            pricing: { basePrice: 5 },
            seo: { slug: 'featured' },
          },
        ]);
      },
    });
  });
  afterAll(() => service.close());

  it('refuses old names with the present ones, and still counts who sends them', async () => {
    const { body, status, headers } = await get(
      service,
      '/api/products?minPrice=1&query=ring&materials=silver&sortBy=price',
    );
    expect(status).toBe(400);
    expect(
      (body as unknown as { errors: { parameter: string; problem: string }[] }).errors.map(
        ({ parameter, problem }) => `${parameter}: ${problem}`,
      ),
    ).toEqual([
      'minPrice: unknown parameter; did you mean `priceMin`?',
      'query: unknown parameter; did you mean `q`?',
      'materials: unknown parameter; did you mean `metal`?',
      'sortBy: unknown parameter; did you mean `sort`?',
    ]);
    expect(body).not.toHaveProperty('error');
    expect(headers).not.toHaveProperty('deprecation');
    const usage = await request(service.server)
      .get('/api/admin/old-api')
      .set('X-API-Key', service.keys.viewer)
      .expect(200);
    expect(usage.body).toMatchObject({ data: { mode: 'refuse', clients: [{ client: 'genzjewelry', requests: 1 }] } });
  });

  it('has the addresses of the old API for products again', async () => {
    const { body } = await request(service.server).get('/api/products/featured').expect(200);
    expect(body).toMatchObject({ data: { _id: 'slug-of-an-address' } });
    await get(service, '/api/products/category/rings').then(({ status }) => {
      expect(status).toBe(404);
    });
  });
});

it('a product whose slug is the name of an address stays reachable by its id', async () => {
  const service = await startTestApp({
    prepare: async ({ db }) => {
      await db.collection('products').insertOne({
        _id: 'slug-of-an-address' as never,
        name: 'Featured',
        pricing: { basePrice: 5 },
        seo: { slug: 'featured' },
      });
    },
  });
  try {
    expect((await get(service, '/api/products/featured')).body).toMatchObject({ data: [], pagination: { total: 0 } });
    expect((await get(service, '/api/products/slug-of-an-address')).body).toMatchObject({ data: { slug: 'featured' } });
    expect((await get(service, '/api/products?slugs=featured')).body.data).toHaveLength(1);
  } finally {
    await service.close();
  }
});
