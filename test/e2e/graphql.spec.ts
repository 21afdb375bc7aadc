import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { demoProducts } from '../../packages/demo-products/demo-products.js';
import type { TestApp } from '../support/test-app.js';
import { startTestApp } from '../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({
    settings: { LAZY_UPGRADE: 'read-only' },
    prepare: async ({ db }) => {
      await db.collection('products').insertMany(demoProducts());
    },
  });
});
afterAll(() => service.close());

async function ask(
  query: string,
  variables: object = {},
): Promise<{
  status: number;
  body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions: { code: string } }[];
    extensions?: object;
  };
}> {
  const { status, body } = await request(service.server).post('/graphql').send({ query, variables });
  return { status, body: body as never };
}

describe('queries', () => {
  it('open a product by id or slug, many by ids, and suggest', async () => {
    const { body } =
      await ask(`{ a: product(slug: "first-light-solitaire") { _id name detail { sizes gallery { url } } }
      b: product(id: "prod_1726304460_001") { name } none: product(id: "nobody") { name }
      productsByIds(ids: ["nobody", "prod_1726304460_001"]) { name detail { sizes } }
      suggest(q: "saphire") { kind text } }`);
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      a: { _id: 'prod_1726304460_001' },
      b: { name: 'First Light Solitaire' },
      none: null,
      productsByIds: [null, { name: 'First Light Solitaire', detail: null }],
    });
    expect(body.extensions).toMatchObject({ cost: { max: 1000 } });
  });

  it('page forward and backward by the cursors of edges', async () => {
    const page = (args: string): Promise<Record<string, unknown>> =>
      ask(
        '{ products(sort: NAME, ' +
          (`${args}) { nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor ` +
            'endCursor } } }'),
      ).then(({ body }) => body.data?.products as Record<string, unknown>);
    const all = (await page('first: 30')) as { nodes: { name: string }[]; edges: { cursor: string }[] };
    const after = await page(`first: 5, after: "${all.edges[9]?.cursor}"`);
    expect(after).toMatchObject({
      nodes: all.nodes.slice(10, 15),
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    const before = await page(`last: 5, before: "${all.edges[10]?.cursor}"`);
    expect(before).toMatchObject({
      nodes: all.nodes.slice(5, 10),
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    });
    expect(await page(`last: 5, before: "${all.edges[3]?.cursor}"`)).toMatchObject({
      nodes: all.nodes.slice(0, 3),
      pageInfo: { hasPreviousPage: false },
    });
  });

  it('sort a search by relevance and ids as asked, unless another order is asked for', async () => {
    const names = async (args: string): Promise<string[]> => {
      const { body } = await ask(`{ products(${args}) { nodes { name } } }`);
      return ((body.data?.products ?? { nodes: [] }) as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
    };
    const rest = async (parameters: string): Promise<string[]> => {
      const { body } = await request(service.server).get(`/api/products?${parameters}`).expect(200);
      return (body as { data: { name: string }[] }).data.map(({ name }) => name);
    };
    expect(await names('filter: { q: "gold ring" }')).toEqual(await rest('q=gold%20ring'));
    expect(await names('filter: { q: "gold ring" }, sort: FEATURED')).toEqual(
      await rest('q=gold%20ring&sort=featured'),
    );
    expect(await names('filter: { ids: ["prod_1726304460_001", "prod_1751328000_006"] }')).toEqual(
      await rest('ids=prod_1726304460_001,prod_1751328000_006'),
    );
  });

  it('take an argument whose variable is left out, or null, as not given', async () => {
    const query =
      'query($q: String, $sort: ProductSort, $first: Int) { products(filter: { q: $q }, sort: $sort, first: ' +
      '$first) { nodes { name } } }';
    const names = async (variables: object): Promise<unknown> => (await ask(query, variables)).body.data?.products;
    const plain = (await ask('{ products(filter: { q: "gold ring" }) { nodes { name } } }')).body.data?.products;
    expect(await names({ q: 'gold ring' })).toEqual(plain);
    expect(await names({ q: 'gold ring', sort: null, first: null })).toEqual(plain);
    expect(await names({ q: 'gold ring', sort: 'FEATURED' })).not.toEqual(plain);
  });

  it('count the facets that are asked for by key, and each REST facet the same', async () => {
    const { body } = await ask(`{
        products(first: 1) {
          few: facets(keys: ["currency", "cut"]) { key missing values { value count } } rail: facets { key }
        }
        facets(filter: { metal: { type: { in: [SILVER] } } }, keys: ["finish"]) { key values { value count selected } }
      }`);
    const rest = await request(service.server).get('/api/products?limit=1&facets=cut,currency').expect(200);
    const shown = (
      rest.body as { facets: { key: string; missing: number; values: { value: string; count: number }[] }[] }
    ).facets.map(({ key, missing, values }) => ({
      key,
      missing,
      values: values.map(({ value, count }) => ({ value, count })),
    }));
    const { few, rail } = (body.data as { products: Record<'few' | 'rail', { key: string }[]> }).products;
    expect(few.map(({ key }) => key)).toEqual(['currency', 'cut']);
    expect(few).toEqual(expect.arrayContaining(shown));
    expect(rail.map(({ key }) => key)).toEqual(expect.arrayContaining(['category', 'metal', 'price']));
    expect(rail.map(({ key }) => key)).not.toContain('cut');
    expect(body.data?.facets).toMatchObject([{ key: 'finish' }]);
  });

  it('correct spelling and say so', async () => {
    const { body } = await ask(
      '{ products(filter: { q: "dimond" }) { totalCount correctedQuery } exact: products(filter: { q: ' +
        '"diamond" }) { totalCount correctedQuery } }',
    );
    const { products, exact } = body.data as Record<
      'products' | 'exact',
      { totalCount: number; correctedQuery: string | null }
    >;
    expect([products.correctedQuery, exact.correctedQuery]).toEqual(['diamond', null]);
    expect(products.totalCount).toBe(exact.totalCount);
  });

  it('answer an empty page without cursors', async () => {
    const { body } = await ask(
      '{ products(filter: { price: { min: 1e9 } }) { totalCount nodes { name } pageInfo { hasNextPage ' +
        'hasPreviousPage startCursor endCursor } } }',
    );
    expect(body.data?.products).toEqual({
      totalCount: 0,
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('page back from a cursor that REST gave', async () => {
    const first = (await request(service.server).get('/api/products?sort=price&limit=10').expect(200)).body as {
      data: { _id: string }[];
      pagination: { nextCursor: string };
    };
    const { body } = await ask('query($c: String) { products(sort: PRICE, last: 4, before: $c) { nodes { _id } } }', {
      c: first.pagination.nextCursor,
    });
    expect(body.data?.products).toEqual({ nodes: first.data.slice(5, 9).map(({ _id }) => ({ _id })) });
  });

  it('name the problem of a bad argument as REST does', async () => {
    const { status, body } = await ask(
      '{ products(filter: { price: { min: 2, max: 1 } }) { totalCount } product { name } }',
    );
    expect(status).toBe(200);
    expect(body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          extensions: {
            code: 'INVALID_INPUT',
            problem: expect.objectContaining({
              status: 400,
              errors: [{ parameter: 'price.min', value: 2, problem: 'is more than price.max (1)' }],
            }),
          },
        }),
      ]),
    );
  });
});

describe('GET', () => {
  const get = (query: string): request.Test =>
    request(service.server)
      .get(`/graphql?query=${encodeURIComponent(query)}`)
      .set('apollo-require-preflight', '1');

  it('lets caches keep an answer, but no refusal', async () => {
    const kept = await get('{ products { totalCount } }').expect(200);
    expect(kept.headers).toMatchObject({
      'cache-control': expect.stringMatching(/^public, max-age=30/),
      vary: expect.stringMatching(/Accept/),
    });
    for (const query of ['{ products(first: 0) { totalCount } }', '{'])
      expect((await get(query)).headers['cache-control']).toBe('no-store');
    expect(
      (await request(service.server).post('/graphql').send({ query: '{ products { totalCount } }' })).headers[
        'cache-control'
      ],
    ).toBe('no-store');
  });
});
